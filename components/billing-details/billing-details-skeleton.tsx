import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { BillingDetailsHeader } from "./billing-details-screen.tsx";

const SECTIONS = [
  { name: "buyer", height: "h-72" },
  { name: "tax", height: "h-24" },
  { name: "order", height: "h-24" },
  { name: "emails", height: "h-16" },
];

/** The form while it is read. */
export function BillingDetailsSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-5">
      <BillingDetailsHeader />
      <p role="status" className="sr-only">
        Loading billing details
      </p>
      <Skeleton className="h-16 w-full" />
      <div className="flex flex-col gap-6">
        {SECTIONS.map(({ name, height }) => (
          <Card key={name} className="flex flex-col gap-4 p-4 sm:p-5">
            <Skeleton className="h-5 w-32" />
            <Skeleton className={`${height} w-full`} />
          </Card>
        ))}
      </div>
    </div>
  );
}
