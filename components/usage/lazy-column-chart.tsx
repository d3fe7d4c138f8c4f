"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "#components/ui/skeleton.tsx";

/** Charts are a chunk of their own: the figures of the screen never wait for them. */
export const LazyColumnChart = dynamic(
  () => import("#components/charts/column-chart.tsx").then(({ ColumnChart }) => ColumnChart),
  { loading: () => <Skeleton className="h-[18.625rem] w-full" /> },
);
