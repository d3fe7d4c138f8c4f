"use client";

import { useEffect, useState } from "react";
import { isIanaZone } from "#lib/domain/usage/local-days.ts";
import { rememberZone } from "./remember-zone.ts";

/**
 * The zone that the reader's browser is in. The first page is drawn in the one that the server took it to be, which it
 * knows from a cookie after the first visit.
 */
export function useViewerZone(assumedZone: string): string {
  const [zone, setZone] = useState(assumedZone);
  useEffect(() => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    const actual = timeZone !== undefined && isIanaZone(timeZone) ? timeZone : "UTC";
    rememberZone(actual);
    setZone(actual);
  }, []);
  return zone;
}
