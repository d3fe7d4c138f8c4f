import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { parseTheme } from "#components/shell/theme.ts";
import { appName } from "#lib/web/operator-settings.ts";
import "./globals.css";

/** The brand is the operator's setting, so it is read when a page is asked for: the build has no environment. */
export async function generateMetadata(): Promise<Metadata> {
  await connection();
  const brand = appName();
  return {
    title: { default: brand, template: `%s · ${brand}` },
    description: "The console of an LLM inference cloud: usage, cost and limits.",
  };
}

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get("theme")?.value);
  return (
    <html lang="en" data-theme={theme} className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <QueryProvider>{children}</QueryProvider>
      </body>
    </html>
  );
}
