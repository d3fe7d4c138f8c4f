import type { TokenRates } from "./price-usage.ts";
import { formatRatePerMillion } from "./rate-per-million.ts";

/** Rates as an audit entry tells them: dollars per 1M tokens; cached input is null where it costs what input does. */
export function auditedRates({ inputNanos, cachedInputNanos, outputNanos }: TokenRates) {
  return {
    input: formatRatePerMillion(inputNanos),
    cachedInput: cachedInputNanos === null ? null : formatRatePerMillion(cachedInputNanos),
    output: formatRatePerMillion(outputNanos),
  };
}
