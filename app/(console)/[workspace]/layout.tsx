import { BarChart3, Clock, CreditCard, Gauge, KeyRound, Users } from "lucide-react";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { signOutAction } from "#app/sign-out-action.ts";
import { AppShell } from "#components/shell/app-shell.tsx";
import type { NavSection } from "#components/shell/shell-types.ts";
import { parseTheme } from "#components/shell/theme.ts";
import { loadShell } from "#lib/views/shell.ts";
import { ADDRESS_HEADER } from "#lib/web/address-header.ts";
import { consoleContext } from "#lib/web/console-context.ts";
import { appName, canMoveTime } from "#lib/web/operator-settings.ts";
import { setThemeAction } from "./actions.ts";

type Props = { children: ReactNode; params: Promise<{ workspace: string }> };

export default async function WorkspaceLayout({ children, params }: Props) {
  const { workspace } = await params;
  const returnTo = (await headers()).get(ADDRESS_HEADER) ?? `/${workspace}`;
  const ctx = await consoleContext(workspace, { returnTo });
  const shell = await loadShell(ctx);
  return (
    <AppShell
      brand={appName()}
      person={{ email: shell.email }}
      workspace={shell.workspace}
      workspaces={shell.workspaces}
      nav={navigation(shell)}
      theme={parseTheme((await cookies()).get("theme")?.value)}
      setThemeAction={setThemeAction}
      signOutAction={signOutAction}
    >
      {children}
    </AppShell>
  );
}

function navigation({
  workspace,
  canReadApiKeys,
  canReadBilling,
}: Awaited<ReturnType<typeof loadShell>>): NavSection[] {
  const settings = `${workspace.href}/settings`;
  const usage = { label: "Usage", href: `${settings}/usage`, icon: <BarChart3 /> };
  const billing = { label: "Billing", href: `${settings}/billing`, icon: <CreditCard /> };
  const spendLimit = { label: "Spend limit", href: `${billing.href}/spend-limit`, icon: <Gauge /> };
  const members = { label: "Members", href: `${settings}/members`, icon: <Users /> };
  const apiKeys = { label: "API keys", href: `${settings}/api-keys`, icon: <KeyRound /> };
  const clock = `/local/clock?from=${workspace.slug}`;
  return [
    {
      section: "Settings",
      items: [usage, canReadBilling ? billing : spendLimit, members, ...(canReadApiKeys ? [apiKeys] : [])],
    },
    ...(canMoveTime()
      ? [{ section: "Trying out", items: [{ label: "Move time", href: clock, icon: <Clock /> }] }]
      : []),
  ];
}
