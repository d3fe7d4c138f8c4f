"use client";

import { useCallback } from "react";
import type { UsageStatus } from "#lib/domain/usage/usage-status.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { dayName } from "./day-words.ts";
import { type OpenRequests, requestsOfDay } from "./usage-panel.ts";

/** Opens the requests behind a day by its place; of some statuses only, where the chart is about these. */
export function useDayOpener(view: UsageView, onOpen: OpenRequests, statuses?: readonly UsageStatus[]) {
  const { days, query } = view;
  return useCallback(
    (index: number) => {
      const day = days[index];
      if (!day) return;
      const asked = statuses === undefined || query.statuses.length > 0 ? query : { ...query, statuses };
      onOpen(requestsOfDay(day, asked, dayName(day.date)));
    },
    [days, query, onOpen, statuses],
  );
}
