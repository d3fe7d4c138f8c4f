import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

const ROWS = ["w-56", "w-40", "w-64", "w-48"];

/** An invoice while it is read. */
export function InvoiceSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-5">
      <p role="status" className="sr-only">
        Loading the invoice
      </p>
      <Skeleton className="h-5 w-20" />
      <Skeleton className="h-7 w-64 max-w-full" />
      <div className="flex flex-col gap-6">
        <Card className="grid gap-6 p-4 sm:grid-cols-2 sm:p-5 lg:grid-cols-3">
          <Skeleton className="h-24 w-full" />
          <Skeleton className="h-24 w-full" />
          <Skeleton className="h-24 w-full" />
        </Card>
        <Card className="flex flex-col gap-5 p-4 sm:p-5">
          <Skeleton className="h-5 w-32" />
          {ROWS.map((width) => (
            <div key={width} className="flex justify-between gap-4">
              <Skeleton className={`h-5 ${width}`} />
              <Skeleton className="h-5 w-20" />
            </div>
          ))}
        </Card>
      </div>
    </div>
  );
}
