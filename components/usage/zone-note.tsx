import type { UsageView } from "#lib/views/usage-view.ts";
import { zoneName } from "./zone-options.ts";

/** Beside a chart's axis: the zone its days are cut in. */
export function ZoneNote({ zone }: { zone: UsageView["query"]["zone"] }) {
  return <>Days in {zoneName(zone)}</>;
}
