export const segmentsClasses = "inline-flex shrink-0 gap-0.5 rounded-lg border border-line bg-surface-muted p-0.5";

export const segmentClasses =
  "inline-flex h-7 items-center gap-1.5 rounded-md border border-transparent px-2.5 text-sm whitespace-nowrap text-ink-muted transition-colors hover:text-ink aria-[current=page]:border-line aria-[current=page]:bg-surface aria-[current=page]:font-medium aria-[current=page]:text-ink aria-pressed:border-line aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-ink [&_svg]:size-3.5";
