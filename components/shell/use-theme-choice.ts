"use client";

import { startTransition, useOptimistic } from "react";
import type { Theme } from "./theme.ts";

export type SetThemeAction = (form: FormData) => Promise<void>;

/** The theme in use and a way to change it: shown at once, kept by the server under the field "theme". */
export function useThemeChoice(storedTheme: Theme, setThemeAction: SetThemeAction) {
  const [theme, setShownTheme] = useOptimistic(storedTheme);
  function chooseTheme(next: Theme) {
    document.documentElement.dataset.theme = next;
    const form = new FormData();
    form.set("theme", next);
    startTransition(async () => {
      setShownTheme(next);
      await setThemeAction(form);
    });
  }
  return { theme, chooseTheme };
}
