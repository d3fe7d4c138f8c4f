import { Monitor, Moon, Sun } from "lucide-react";
import type { Theme } from "./theme.ts";

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

export function ThemeIcon({ theme }: { theme: Theme }) {
  const Icon = ICONS[theme];
  return <Icon aria-hidden="true" />;
}
