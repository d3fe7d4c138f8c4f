import type { ReactNode } from "react";
import { BillingTabs } from "#components/billing/billing-tabs.tsx";
import { roleHasPermission } from "#lib/domain/permissions.ts";
import { consoleContext } from "#lib/web/console-context.ts";

type Props = { children: ReactNode; params: Promise<{ workspace: string }> };

/** Apart from the rest of Billing, because every role may see the limits that bound its requests. */
export default async function SpendLimitLayout({ children, params }: Props) {
  const { workspace } = await params;
  const { actor, membership } = await consoleContext(workspace, {
    returnTo: `/${workspace}/settings/billing/spend-limit`,
  });
  return (
    <>
      <BillingTabs
        billingHref={`/${membership.slug}/settings/billing`}
        canReadBilling={actor.type === "user" && roleHasPermission(actor.role, "billing:read")}
      />
      {children}
    </>
  );
}
