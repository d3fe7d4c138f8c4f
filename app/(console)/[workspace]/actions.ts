"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { parseTheme } from "#components/shell/theme.ts";
import { signOut } from "#lib/auth/sign-out.ts";

const YEAR_SECONDS = 31_536_000;

export async function setThemeAction(form: FormData): Promise<void> {
  const theme = parseTheme(String(form.get("theme")));
  (await cookies()).set("theme", theme, { path: "/", maxAge: YEAR_SECONDS, sameSite: "lax" });
}

export async function signOutAction(): Promise<void> {
  await signOut();
  redirect("/sign-in");
}
