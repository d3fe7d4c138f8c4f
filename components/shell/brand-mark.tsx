/** Water stepping over a weir. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5 shrink-0 text-accent-text">
      <path
        d="M2 5h6c2.5 0 2.5 5 5 5h5M2 10h4c2.5 0 2.5 5 5 5h7"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}
