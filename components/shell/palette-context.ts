"use client";

import { createContext } from "react";

/** Opens the command palette from anywhere inside the shell. */
export const PaletteContext = createContext<() => void>(() => {});
