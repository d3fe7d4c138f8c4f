import type { UsagePageView } from "#lib/views/usage-page.ts";
import { UsageHeader } from "./usage-header.tsx";
import { UsageLive } from "./usage-live.tsx";

type UsageScreenProps = {
  initialView: UsagePageView;
  /** Answers a GET with the same view as JSON. */
  endpoint: string;
  gatewayUrl: string;
  apiKeysHref: string;
};

export function UsageScreen(props: UsageScreenProps) {
  return (
    <div className="flex flex-col gap-5">
      <UsageHeader />
      <UsageLive {...props} />
    </div>
  );
}
