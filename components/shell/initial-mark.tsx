/** A name's first letter as a small mark. */
export function InitialMark({ name }: { name: string }) {
  const [initial = "?"] = name.trim();
  return (
    <span
      aria-hidden="true"
      className="flex size-7 shrink-0 items-center justify-center rounded-md bg-accent-soft text-xs font-semibold text-accent-text uppercase"
    >
      {initial}
    </span>
  );
}
