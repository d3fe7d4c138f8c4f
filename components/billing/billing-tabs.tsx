"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

type BillingTabsProps = {
  billingHref: string;
  /** Whether the reader may see money; the spend limit is for everybody. */
  canReadBilling: boolean;
};

const TABS = [
  { label: "Overview", path: "" },
  { label: "Spend limit", path: "/spend-limit" },
  { label: "Credits", path: "/credits" },
  { label: "Invoices", path: "/invoices" },
  { label: "Details", path: "/details" },
] as const;

/** The screens of Settings > Billing. What is paid step by step, such as a quote, stands without them. */
export function BillingTabs({ billingHref, canReadBilling }: BillingTabsProps) {
  const pathname = usePathname();
  const below = pathname.startsWith(`${billingHref}/`) ? pathname.slice(billingHref.length) : "";
  const current = TABS.find(({ path }) =>
    path === "" ? below === "" : below === path || below.startsWith(`${path}/`),
  );
  if (!current) return null;
  const shown = TABS.filter(({ path }) => canReadBilling || path === "/spend-limit");
  return (
    <nav aria-label="Billing" className="-mx-4 mb-5 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0">
      <ul className="flex gap-0.5 sm:gap-1">
        {shown.map(({ label, path }) => (
          <li key={label}>
            <Link
              href={`${billingHref}${path}`}
              aria-current={path === current.path ? "page" : undefined}
              className="-mb-px flex h-9 items-center border-b-2 border-transparent px-1.5 whitespace-nowrap sm:px-2.5 text-ink-muted hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent-text aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
