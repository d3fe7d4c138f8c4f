export const menuItemClasses =
  "flex min-h-8 items-center gap-2.5 rounded-md px-2 py-1 text-base text-ink outline-hidden select-none data-highlighted:bg-surface-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-muted";
