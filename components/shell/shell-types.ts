import type { ReactNode } from "react";

export type NavItem = { label: string; href: string; icon: ReactNode };

/** Screens that belong together; the first group usually has no title. */
export type NavSection = { section: string | null; items: readonly NavItem[] };

export type ShellPerson = { email: string };
