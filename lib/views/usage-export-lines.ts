import type { UsageView } from "./usage-view.ts";

type Cell = string | number | boolean | null;
type Lines = Cell[][];

/** One line for each day of the chart. */
export function dailyLines({ days }: UsageView): Lines {
  return [
    [
      "date",
      "start_utc",
      "end_utc",
      "is_partial",
      "requests",
      "cost_usd",
      "covered_by_plan_usd",
      "charged_usd",
      "input_tokens",
      "cached_input_tokens",
      "output_tokens",
      "latency_p50_ms",
      "latency_p95_ms",
      "previous_date",
      "previous_cost_usd",
    ],
    ...days.map((day) => [
      day.date,
      day.start,
      day.end,
      day.isPartial,
      day.requests,
      day.cost.total,
      day.cost.covered,
      day.cost.charged,
      day.tokens.input,
      day.tokens.cachedInput,
      day.tokens.output,
      day.latency?.p50Ms ?? null,
      day.latency?.p95Ms ?? null,
      day.previous?.date ?? null,
      day.previous?.cost ?? null,
    ]),
  ];
}

/** One line for each part of each day's bar that has requests. */
export function groupLines({ days, series, query }: UsageView): Lines {
  return [
    ["date", `${query.groupBy}_id`, query.groupBy, "requests", "cost_usd", "covered_by_plan_usd"],
    ...days.flatMap((day) =>
      series.flatMap(({ id, name }, place) => {
        const part = day.parts[place];
        return part && part.requests > 0 ? [[day.date, id, name, part.requests, part.cost, part.covered]] : [];
      }),
    ),
  ];
}

export function modelLines({ models }: UsageView): Lines {
  return [
    [
      "model_id",
      "model",
      "requests",
      "input_tokens",
      "cached_input_tokens",
      "output_tokens",
      "input_usd",
      "cached_input_usd",
      "output_usd",
      "cost_usd",
      "covered_by_plan_usd",
      "charged_usd",
      "share",
      "previous_cost_usd",
    ],
    ...models.map((model) => [
      model.modelId,
      model.name,
      model.requests,
      model.tokens.input,
      model.tokens.cachedInput,
      model.tokens.output,
      model.cost.input,
      model.cost.cachedInput,
      model.cost.output,
      model.cost.total,
      model.split.covered,
      model.split.charged,
      model.share,
      model.previousCost,
    ]),
  ];
}

/** One line for each day and class that has requests. */
export function errorLines({ days }: UsageView): Lines {
  return [
    ["date", "class", "is_paid", "requests"],
    ...days.flatMap(({ date, errors }) =>
      [
        ...Object.entries(errors.unpaid).map(([name, requests]): Cell[] => [date, name, false, requests]),
        ...Object.entries(errors.paid).map(([name, requests]): Cell[] => [date, name, true, requests]),
      ].filter(([, , , requests]) => requests !== 0),
    ),
  ];
}
