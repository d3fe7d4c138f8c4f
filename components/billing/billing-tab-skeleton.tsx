import { Skeleton } from "#components/ui/skeleton.tsx";

type BillingTabSkeletonProps = {
  title: string;
  /** Each section from the top, with its height as a class. */
  sections: Readonly<Record<string, string>>;
};

/** A billing screen's shape while it is read. */
export function BillingTabSkeleton({ title, sections }: BillingTabSkeletonProps) {
  return (
    <div aria-busy="true" className="flex flex-col gap-5">
      <header>
        <h1 className="text-title font-semibold tracking-tight">{title}</h1>
        <Skeleton className="mt-0.5 h-5 w-96 max-w-full" />
      </header>
      <p role="status" className="sr-only">
        Loading {title.toLowerCase()}
      </p>
      <div className="flex flex-col gap-6">
        {Object.entries(sections).map(([section, height]) => (
          <Skeleton key={section} className={`rounded-lg ${height}`} />
        ))}
      </div>
    </div>
  );
}
