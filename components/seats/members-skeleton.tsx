import { PageHeader } from "#components/shell/page-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

const ROWS = ["w-40", "w-28", "w-36", "w-32"];

/** The members screen's shape while it is read. */
export function MembersSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-5">
      <PageHeader title="Members" description={<Skeleton className="h-5 w-40" />} />
      <p role="status" className="sr-only">
        Loading members
      </p>
      <Card className="flex flex-col gap-5 p-4 sm:p-5">
        {ROWS.map((width) => (
          <div key={width} className="flex justify-between gap-4">
            <Skeleton className={`h-5 ${width}`} />
            <Skeleton className="h-5 w-20" />
          </div>
        ))}
      </Card>
    </div>
  );
}
