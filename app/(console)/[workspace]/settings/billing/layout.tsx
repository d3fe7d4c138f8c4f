import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { BillingTabs } from "#components/billing/billing-tabs.tsx";
import { roleHasPermission } from "#lib/domain/permissions.ts";
import { consoleContext } from "#lib/web/console-context.ts";

type Props = { children: ReactNode; params: Promise<{ workspace: string }> };

/** Answers whoever may not see money before the screen below begins to stream, so that the answer's status says so. */
export default async function BillingLayout({ children, params }: Props) {
  const { workspace } = await params;
  const { actor, membership } = await consoleContext(workspace, { returnTo: `/${workspace}/settings/billing` });
  if (actor.type !== "user" || !roleHasPermission(actor.role, "billing:read")) notFound();
  return (
    <>
      <BillingTabs billingHref={`/${membership.slug}/settings/billing`} canReadBilling />
      {children}
    </>
  );
}
