"use server";

import { cookies } from "next/headers";
import { parseTheme } from "#components/shell/theme.ts";

const YEAR_SECONDS = 31_536_000;

export async function setThemeAction(form: FormData): Promise<void> {
  const theme = parseTheme(String(form.get("theme")));
  (await cookies()).set("theme", theme, { path: "/", maxAge: YEAR_SECONDS, sameSite: "lax" });
}
