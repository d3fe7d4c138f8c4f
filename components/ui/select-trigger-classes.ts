export const selectTriggerClasses =
  "flex h-9 w-full items-center justify-between gap-2 rounded-md border border-line-strong bg-surface pr-2 pl-3 text-base text-ink hover:bg-surface-muted";
