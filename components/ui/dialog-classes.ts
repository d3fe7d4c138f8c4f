export const dialogBackdropClasses =
  "fixed inset-0 min-h-dvh bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";

export const dialogViewportClasses =
  "fixed inset-0 flex items-end justify-center overflow-y-auto p-3 sm:items-start sm:px-6 sm:pt-[12vh] sm:pb-6";

export const dialogPopupClasses =
  "flex w-full max-w-lg flex-col gap-4 rounded-xl bg-surface-raised p-5 text-ink shadow-popup outline-hidden transition-[scale,opacity] duration-150 data-ending-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0";
