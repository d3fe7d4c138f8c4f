import type { SearchOption } from "#components/ui/search-list.tsx";

export const VIEWER_ZONE_ID = "viewer";

/** The zones to choose from: the reader's own first, then UTC, then all the runtime knows. */
export function zoneOptions(viewerZone: string): SearchOption[] {
  const named = Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC");
  return [
    viewerOption(viewerZone),
    { id: "UTC", name: "UTC" },
    ...named.map((zone) => ({ id: zone, name: zoneName(zone) })),
  ];
}

/** The choice that names no zone in the address, so that each reader sees days of their own. */
export function viewerOption(viewerZone: string): SearchOption {
  return { id: VIEWER_ZONE_ID, name: `Your time zone (${zoneName(viewerZone)})` };
}

/** "America/New York" for "America/New_York". */
export function zoneName(zone: string): string {
  return zone.replaceAll("_", " ");
}
