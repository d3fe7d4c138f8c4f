import { type RatesSet, setTokenRates } from "#lib/commands/set-token-rates.ts";
import type { OperatorWorkspace } from "#lib/data/operator-workspaces.ts";
import { listPriceVersions } from "#lib/data/price-versions.ts";
import { listWorkspacePrices } from "#lib/data/workspace-prices.ts";
import { AppError } from "#lib/domain/errors.ts";
import type { TokenRates } from "#lib/domain/usage/price-usage.ts";
import { readRatePerMillion } from "#lib/domain/usage/rate-per-million.ts";
import { ratesAhead } from "#lib/domain/usage/rates-ahead.ts";
import { parseUtcDay } from "#lib/domain/utc-day.ts";
import { OPERATOR } from "./operator-actor.ts";
import { ratesSetText, ratesText } from "./rates-text.ts";
import type { OperatorCommand, RatesInput } from "./read-operator-command.ts";
import type { OperatorParts } from "./run-operator-command.ts";

/** Gives a workspace rates of its own for a model, or the list's again. */
export async function setRates(
  { db, now }: OperatorParts,
  { workspaceId, slug }: OperatorWorkspace,
  { modelId, rates: typed }: Extract<OperatorCommand, { kind: "set-rates" }>,
): Promise<string> {
  const lists = await listPriceVersions(db);
  const hasCachedRate = lists.some(
    (list) => list.modelId === modelId && list.mode === typed.mode && list.rates.cachedInputNanos !== null,
  );
  const isEmbedding = lists.some(
    (list) => list.modelId === modelId && list.mode === typed.mode && list.rates.outputNanos === 0n,
  );
  const set: RatesSet = await setTokenRates(db, {
    actor: OPERATOR,
    workspaceId,
    modelId,
    mode: typed.mode,
    rates: typed.isList ? null : readRates(typed, { hasCachedRate, isEmbedding }),
    effectiveAt: readDay(typed.from),
    isDearerAllowed: typed.isAboveList,
    now,
  });
  return ratesSetText({ slug, modelId, mode: typed.mode, isList: typed.isList }, set);
}

/** What each model costs in the workspace, now and by what is set for later. */
export async function listRates({ db, now }: OperatorParts, { workspaceId, slug }: OperatorWorkspace): Promise<string> {
  const own = await listWorkspacePrices(db, workspaceId);
  return ratesText(slug, ratesAhead(own, await listPriceVersions(db), now));
}

type Needs = { readonly hasCachedRate: boolean; readonly isEmbedding: boolean };

function readRates({ input, cachedInput, output }: RatesInput, { hasCachedRate, isEmbedding }: Needs): TokenRates {
  const missing = [
    ...(input === undefined ? ["--input"] : []),
    ...(cachedInput === undefined && hasCachedRate ? ["--cached-input, for which the list has a rate"] : []),
    ...(output === undefined && !isEmbedding ? ["--output"] : []),
  ];
  const problems = missing.length === 0 ? [] : [`Say ${missing.join(" and ")}: in dollars per 1M tokens.`];
  const read = (text: string | undefined, what: string) => {
    if (text === undefined) return null;
    const rate = readRatePerMillion(text, what);
    if (rate.isValid) return rate.nanos;
    problems.push(rate.problem);
    return null;
  };
  const inputNanos = read(input, "input");
  const cachedInputNanos = read(cachedInput, "cached input");
  const outputNanos = read(output, "output");
  if (problems.length > 0 || inputNanos === null) throw new AppError("invalid_input", problems.join("\n"));
  return { inputNanos, cachedInputNanos, outputNanos: outputNanos ?? 0n };
}

function readDay(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const day = parseUtcDay(text);
  if (day) return day;
  throw new AppError("invalid_input", `"${text}" is no day: give one such as 2027-01-01.`);
}
