import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

const LINES = ["w-64", "w-48"];

/** The quote screen's shape while it is read. */
export function QuoteSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-5">
      <p role="status" className="sr-only">
        Loading the quote
      </p>
      <Skeleton className="-mb-2 h-5 w-16" />
      <div className="flex flex-col gap-1.5">
        <Skeleton className="h-7 w-48" />
        <Skeleton className="h-5 w-80 max-w-full" />
      </div>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <Card className="flex h-72 flex-col gap-5 p-4 sm:p-5">
          <Skeleton className="h-5 w-28" />
          {LINES.map((width) => (
            <div key={width} className="flex justify-between gap-4">
              <Skeleton className={`h-5 ${width}`} />
              <Skeleton className="h-5 w-16" />
            </div>
          ))}
        </Card>
        <Card className="flex h-72 flex-col gap-4 p-4 sm:p-5">
          <Skeleton className="h-5 w-20" />
          <Skeleton className="h-9 w-32" />
          <Skeleton className="h-9 w-full" />
        </Card>
      </div>
    </div>
  );
}
