import type { SearchOption } from "#components/ui/search-list.tsx";

export const VIEWER_ZONE_ID = "viewer";

/** Names of today for those that some runtimes still list by their old ones, which nobody searches for. */
const RENAMED: Record<string, string> = {
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
};

/** The zones to choose from: the reader's own first, then UTC, then all the runtime knows. */
export function zoneOptions(viewerZone: string): SearchOption[] {
  const named = new Set(Intl.supportedValuesOf("timeZone").map((zone) => RENAMED[zone] ?? zone));
  named.delete("UTC");
  return [
    viewerOption(viewerZone),
    { id: "UTC", name: "UTC" },
    ...[...named].map((zone) => ({ id: zone, name: zoneName(zone) })),
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
