export const paletteViewportClasses = "fixed inset-0 flex items-start justify-center px-3 pt-[10vh] pb-3";
export const palettePopupClasses =
  "flex max-h-[min(28rem,80dvh)] w-full max-w-xl flex-col overflow-hidden rounded-xl bg-surface-raised text-ink shadow-popup outline-hidden";
