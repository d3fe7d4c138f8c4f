import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { UsageHeader } from "./usage-header.tsx";

const TOTALS = ["Requests", "Tokens", "Errors"];
const FILTERS = ["w-20", "w-22", "w-24", "w-28", "w-20"];
const ROWS = ["w-40", "w-28", "w-36", "w-32", "w-24"];

/** The usage screen's shape while its figures are read. */
export function UsageSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-5">
      <UsageHeader action={<Skeleton className="h-9 w-28" />} />
      <p role="status" className="sr-only">
        Loading usage
      </p>
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <Skeleton className="h-8.5 w-64" />
          <Skeleton className="h-5 w-64" />
        </div>
        <div className="flex flex-wrap gap-2">
          {FILTERS.map((width, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: bars that never change
            <Skeleton key={index} className={`h-7 ${width}`} />
          ))}
          <Skeleton className="h-7 w-56 sm:ml-auto" />
        </div>
      </div>
      <div className="flex flex-col gap-6">
        <TotalsSkeleton />
        <Card className="flex h-[27.5rem] flex-col gap-4 p-4 sm:p-5">
          <Skeleton className="h-5 w-28" />
          <Skeleton className="min-h-0 w-full flex-1" />
          <Skeleton className="h-4 w-3/4" />
        </Card>
        <Card className="flex flex-col gap-5 p-4 sm:p-5">
          <Skeleton className="h-5 w-32" />
          {ROWS.map((width) => (
            <div key={width} className="flex justify-between gap-4">
              <Skeleton className={`h-5 ${width}`} />
              <Skeleton className="h-5 w-16" />
            </div>
          ))}
        </Card>
      </div>
    </div>
  );
}

function TotalsSkeleton() {
  return (
    <Card className="grid grid-cols-3 lg:grid-cols-[minmax(0,2.2fr)_minmax(0,1.6fr)_repeat(3,minmax(0,1fr))]">
      <div className="col-span-3 flex flex-col gap-1 border-line p-4 max-lg:border-b sm:p-5 lg:col-span-1">
        <Skeleton className="h-5 w-12" />
        <Skeleton className="h-9 w-36" />
        <Skeleton className="h-5 w-56 max-w-full" />
        <Skeleton className="h-10 w-64 xl:h-5 max-w-full" />
      </div>
      <div className="col-span-3 flex flex-col gap-1 border-line p-4 max-lg:border-b sm:p-5 lg:col-span-1">
        <Skeleton className="h-5 w-28" />
        <Skeleton className="h-6 w-24 sm:h-7 lg:h-9" />
        <Skeleton className="h-10 w-48 max-w-full" />
      </div>
      {TOTALS.map((total) => (
        <div key={total} className="flex flex-col gap-1 p-4 sm:p-5">
          <Skeleton className="h-5 w-16 max-w-full" />
          <Skeleton className="h-6 w-20 max-w-full sm:h-7 lg:h-9" />
          <Skeleton className="h-4 w-16 max-w-full sm:h-5" />
        </div>
      ))}
    </Card>
  );
}
