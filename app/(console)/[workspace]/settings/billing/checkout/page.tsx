import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { fulfilCheckoutAction } from "#app/(console)/[workspace]/settings/billing/actions.ts";
import { CheckoutCancelledScreen } from "#components/billing/checkout-cancelled-screen.tsx";
import { CheckoutReturnScreen } from "#components/billing/checkout-return-screen.tsx";
import { consoleContext } from "#lib/web/console-context.ts";
import { type PageSearch, pageAddress } from "#lib/web/page-address.ts";

export const metadata: Metadata = { title: "Payment" };

type Props = { params: Promise<{ workspace: string }>; searchParams: Promise<PageSearch> };

const PURPOSES = ["plan", "credits", "card"] as const;

/** Where Stripe's pages lead back to, paid or not. */
export default async function CheckoutPage({ params, searchParams }: Props) {
  const { workspace } = await params;
  const search = await searchParams;
  const path = `/${workspace}/settings/billing`;
  const ctx = await consoleContext(workspace, { returnTo: pageAddress(`${path}/checkout`, search) });
  const billingHref = `/${ctx.membership.slug}/settings/billing`;
  const cancelled = PURPOSES.find((purpose) => purpose === search.cancelled);
  if (cancelled) return <CheckoutCancelledScreen purpose={cancelled} billingHref={billingHref} />;
  if (typeof search.id !== "string") notFound();
  return (
    <CheckoutReturnScreen
      checkoutId={search.id}
      billingHref={billingHref}
      fulfilCheckoutAction={fulfilCheckoutAction.bind(null, ctx.membership.slug)}
    />
  );
}
