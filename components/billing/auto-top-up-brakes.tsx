/** What keeps auto top-up from charging more than was meant. */
export function AutoTopUpBrakes() {
  return (
    <div className="rounded-lg bg-surface-muted px-3.5 py-3 text-sm text-ink-muted">
      <p className="font-medium text-ink">What holds it back</p>
      <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-4">
        <li>One purchase at a time: the next waits until the last has ended.</li>
        <li>Never beyond the monthly amount. When it is reached, credits run out as without auto top-up.</li>
        <li>A refused charge stops it at once and owners are told. It tries nothing until you turn it on again.</li>
        <li>If the bank asks for your confirmation, it stops and links to the page where you give it.</li>
      </ul>
    </div>
  );
}
