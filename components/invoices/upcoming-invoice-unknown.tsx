import { Section } from "#components/ui/section.tsx";

/** Stands for the next invoice while it cannot be estimated. */
export function UpcomingInvoiceUnknown() {
  return (
    <Section title="Upcoming invoice" explanation="What the next invoice comes to so far." isFlush>
      <p className="border-t border-line px-4 py-3 text-sm sm:px-5">
        The next invoice cannot be estimated now: the usage of this period and what paid for it do not agree. Nothing is
        invoiced of the period before they do. Issued invoices are not affected.
      </p>
    </Section>
  );
}
