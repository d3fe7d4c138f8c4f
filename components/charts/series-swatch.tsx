/** A square in a series' colour, beside its name. */
export function SeriesSwatch({ color }: { color: string }) {
  return <span aria-hidden="true" className="size-2.5 shrink-0 rounded-[3px]" style={{ background: color }} />;
}
