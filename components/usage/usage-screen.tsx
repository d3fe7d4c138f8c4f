import { UsageHeader } from "./usage-header.tsx";
import { UsageLive, type UsageLiveProps } from "./usage-live.tsx";

export function UsageScreen(props: UsageLiveProps) {
  return (
    <div className="flex flex-col gap-5">
      <UsageHeader />
      <UsageLive {...props} />
    </div>
  );
}
