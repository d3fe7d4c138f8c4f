import type { ReactNode } from "react";

export type PaletteCommand = { value: string; label: string; icon: ReactNode; run: () => void };
export type PaletteGroup = { value: string; items: PaletteCommand[] };
