"use client";

import { Globe } from "lucide-react";
import { useMemo } from "react";
import { SearchSelect } from "#components/ui/search-select.tsx";
import { VIEWER_ZONE_ID, viewerOption, zoneName, zoneOptions } from "./zone-options.ts";

type ZoneSelectProps = {
  /** Null is the reader's own. */
  zone: string | null;
  viewerZone: string;
  onChange: (zone: string | null) => void;
};

export function ZoneSelect({ zone, viewerZone, onChange }: ZoneSelectProps) {
  const options = useMemo(() => zoneOptions(viewerZone), [viewerZone]);
  return (
    <SearchSelect
      label="Time zone of days"
      icon={<Globe aria-hidden="true" className="text-ink-muted" />}
      searchLabel="Search time zones"
      emptyText="No time zone has that name."
      options={options}
      value={zone === null ? viewerOption(viewerZone) : { id: zone, name: zoneName(zone) }}
      onChange={(id) => onChange(id === VIEWER_ZONE_ID ? null : id)}
    />
  );
}
