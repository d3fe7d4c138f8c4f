import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { BillingHeader } from "./billing-header.tsx";

const FACTS = ["plan", "charge", "card"];
const ROWS = ["w-40", "w-28", "w-36", "w-32", "w-24", "w-44"];

/** The billing screen's shape while it is read. */
export function BillingSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-5">
      <BillingHeader />
      <p role="status" className="sr-only">
        Loading billing
      </p>
      <div className="flex flex-col gap-6">
        <Card className="grid grid-cols-1 sm:grid-cols-2 xl:grid-cols-[minmax(0,1.4fr)_repeat(2,minmax(0,1fr))]">
          {FACTS.map((fact) => (
            <div key={fact} className="flex flex-col gap-1 p-4 sm:p-5">
              <Skeleton className="h-5 w-20" />
              <Skeleton className="h-7 w-32 xl:h-9" />
              <Skeleton className="h-5 w-40 max-w-full" />
            </div>
          ))}
        </Card>
        <Card className="flex h-64 flex-col gap-5 p-4 lg:h-60 sm:p-5">
          <Skeleton className="h-5 w-24" />
          <div className="grid gap-6 lg:grid-cols-3">
            {FACTS.map((fact) => (
              <Skeleton key={fact} className="h-12 w-48 max-w-full lg:h-32" />
            ))}
          </div>
        </Card>
        <Card className="flex h-[30rem] flex-col gap-5 p-4 sm:p-5">
          <Skeleton className="h-5 w-24" />
          <Skeleton className="h-5 w-96 max-w-full" />
          {ROWS.map((width) => (
            <div key={width} className="flex justify-between gap-4">
              <Skeleton className={`h-5 ${width}`} />
              <Skeleton className="h-5 w-20" />
            </div>
          ))}
        </Card>
        <Card className="flex flex-col gap-5 p-4 sm:p-5">
          <Skeleton className="h-5 w-24" />
          <div className="grid gap-6 sm:grid-cols-3">
            {ROWS.slice(0, 3).map((width) => (
              <Skeleton key={width} className="h-16 w-40 max-w-full" />
            ))}
          </div>
        </Card>
      </div>
    </div>
  );
}
