import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { InvoicesHeader } from "./invoices-screen.tsx";

const ROWS = ["w-40", "w-36", "w-44", "w-32", "w-28"];

/** The list of invoices while it is read. */
export function InvoicesSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-5">
      <InvoicesHeader />
      <p role="status" className="sr-only">
        Loading invoices
      </p>
      <div className="flex flex-col gap-6">
        {[3, ROWS.length].map((count) => (
          <Card key={count} className="flex flex-col gap-5 p-4 sm:p-5">
            <Skeleton className="h-5 w-32" />
            <Skeleton className="h-5 w-96 max-w-full" />
            {ROWS.slice(0, count).map((width) => (
              <div key={width} className="flex justify-between gap-4">
                <Skeleton className={`h-5 ${width}`} />
                <Skeleton className="h-5 w-20" />
              </div>
            ))}
          </Card>
        ))}
      </div>
    </div>
  );
}
