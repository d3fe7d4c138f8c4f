import { parseArgs } from "node:util";
import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { ContractInput } from "#lib/domain/contract.ts";
import { COMMAND_NAMES, nearestCommand } from "./operator-help.ts";

export type OperatorCommand =
  | { kind: "workspace list" }
  | { kind: "contract show"; slug: string }
  | { kind: "contract set"; slug: string; terms: ContractInput }
  | { kind: "credits grant"; slug: string; amount: string; reference: string; reason: string }
  | { kind: "set-rates"; slug: string; modelId: string; rates: RatesInput }
  | { kind: "list-rates"; slug: string }
  | { kind: "set-limit"; slug: string; limit: string }
  | { kind: "credit-note"; slug: string; invoiceNumber: string; amount: string; reason: string };

/** Rates as they are typed: dollars per 1M tokens, and the first day on which they count. */
export type RatesInput = {
  readonly mode: DeploymentMode;
  readonly input: string | undefined;
  readonly cachedInput: string | undefined;
  readonly output: string | undefined;
  readonly from: string | undefined;
  readonly isList: boolean;
  readonly isAboveList: boolean;
};

/** What was asked wrongly. `command` is the one that was meant, where it is known: its help says how to ask. */
export class UsageError extends Error {
  readonly command: string | null;

  constructor(message: string, command: string | null = null) {
    super(message);
    this.command = command;
  }
}

const TERMS = {
  monthly: { type: "string" },
  seats: { type: "string" },
  included: { type: "string" },
  sessions: { type: "string" },
  rpm: { type: "string" },
  concurrent: { type: "string" },
  net: { type: "string" },
  postpaid: { type: "boolean" },
  prepaid: { type: "boolean" },
  po: { type: "string" },
  "po-amount": { type: "string" },
  "po-expires": { type: "string" },
  "requires-po": { type: "boolean" },
  "no-po-required": { type: "boolean" },
  ends: { type: "string" },
} as const;

const GRANT = { amount: { type: "string" }, reference: { type: "string" }, reason: { type: "string" } } as const;

const RATES = {
  input: { type: "string" },
  "cached-input": { type: "string" },
  output: { type: "string" },
  mode: { type: "string" },
  from: { type: "string" },
  list: { type: "boolean" },
  "above-list": { type: "boolean" },
} as const;

/** Reads the command line. @throws UsageError saying what is wrong with it */
export function readOperatorCommand(args: readonly string[]): OperatorCommand {
  const { command, rest } = commandOf(args);
  try {
    return readCommand(command, withMinusSigns(rest));
  } catch (error) {
    throw new UsageError((error as Error).message, command);
  }
}

/** The command that the first one or two words name, and what is left. @throws UsageError where they name none */
export function commandOf(args: readonly string[]): { command: string; rest: readonly string[] } {
  for (const words of [2, 1]) {
    const command = args.slice(0, words).join(" ");
    if (args.length >= words && COMMAND_NAMES.includes(command)) return { command, rest: args.slice(words) };
  }
  const typed = args
    .slice(0, 2)
    .filter((word) => !word.startsWith("-"))
    .join(" ");
  if (typed === "") throw new UsageError("Say what to do.");
  const [first = ""] = typed.split(" ");
  const whole = nearestCommand(typed);
  const near = whole ?? nearestCommand(first);
  const names = COMMAND_NAMES.map((name) => `"${name}"`).join(", ");
  throw new UsageError(
    `There is no command "${near && !whole ? first : typed}". ` +
      `${near ? `Did you mean "${near}"?` : `There are ${names}.`} --help says more.`,
    near,
  );
}

/** So that "-5" is read as the amount that it is, and refused as one, and not as an option. */
function withMinusSigns(args: readonly string[]): string[] {
  return args.map((word) => (/^-\$?\d/.test(word) ? `−${word.slice(1)}` : word));
}

function readCommand(command: string, rest: readonly string[]): OperatorCommand {
  switch (command) {
    case "workspace list":
      if (rest.length > 0) throw new UsageError(`"workspace list" takes nothing more, not "${rest.join(" ")}".`);
      return { kind: command };
    case "contract show":
    case "list-rates":
      return { kind: command, slug: parse(rest, {}).slug };
    case "contract set": {
      const { slug, values } = parse(rest, TERMS);
      return { kind: command, slug, terms: termsOf(values) };
    }
    case "credits grant": {
      const { slug, values } = parse(rest, GRANT);
      const { amount, reference, reason } = values;
      if (!amount || !reference || !reason) throw new UsageError("A grant needs --amount, --reference and --reason.");
      return { kind: command, slug, amount, reference, reason };
    }
    case "set-rates": {
      const { slug, second: modelId, values } = parse(rest, RATES, "model, such as qwen3.8-27b");
      return { kind: command, slug, modelId, rates: ratesOf(values) };
    }
    case "credit-note":
      return readCreditNote(rest);
    case "set-limit": {
      const { slug, second: limit } = parse(rest, {}, 'limit in dollars, or "none"');
      return { kind: command, slug, limit };
    }
    default:
      throw new Error(`${command} cannot be read`);
  }
}

/** The reason is the rest of the words or an option, never both: a credit note cannot be undone. */
function readCreditNote(args: readonly string[]): OperatorCommand {
  const options = { reason: GRANT.reason };
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  const [slug, invoiceNumber, amount, ...words] = positionals;
  if (values.reason !== undefined && words.length > 0) {
    throw new UsageError(`Give one reason in quotes: "${values.reason}" and "${words.join(" ")}" are two.`);
  }
  const reason = values.reason ?? words.join(" ");
  if (!slug || !invoiceNumber || !amount || reason.trim() === "") {
    throw new UsageError("A credit note needs a workspace, an invoice's number, dollars and a reason.");
  }
  return { kind: "credit-note", slug, invoiceNumber, amount, reason };
}

/** `second` names what comes after the workspace, where something does. */
function parse<const Options extends Record<string, { type: "string" | "boolean" }>>(
  args: readonly string[],
  options: Options,
  second: string | null = null,
) {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  const [slug, after = "", ...more] = positionals;
  const isWrong = second === null ? after !== "" : after === "" || more.length > 0;
  if (!slug || isWrong) throw new UsageError(`Name one workspace${second ? `, then the ${second}` : ""}.`);
  return { slug, second: after, values };
}

type TermValues = { [Term in keyof typeof TERMS]?: (typeof TERMS)[Term]["type"] extends "boolean" ? boolean : string };

function termsOf(values: TermValues): ContractInput {
  return {
    monthlyNanos: values.monthly,
    seats: values.seats,
    includedInferenceNanos: values.included,
    sessionsPerMonth: values.sessions,
    requestsPerMinute: values.rpm,
    maxConcurrentRequests: values.concurrent,
    netDays: values.net,
    isPostpaid: either(values, "postpaid", "prepaid"),
    requiresPurchaseOrder: either(values, "requires-po", "no-po-required"),
    purchaseOrderNumber: values.po,
    purchaseOrderNanos: values["po-amount"],
    purchaseOrderExpiresAt: values["po-expires"],
    endsAt: values.ends,
  };
}

type RateValues = {
  [Option in keyof typeof RATES]?: (typeof RATES)[Option]["type"] extends "boolean" ? boolean : string;
};

function ratesOf(values: RateValues): RatesInput {
  const { mode = "flex", input, "cached-input": cachedInput, output, from, list = false } = values;
  if (mode !== "flex" && mode !== "active") throw new UsageError(`--mode is flex or active, not "${mode}".`);
  if (list && [input, cachedInput, output].some((rate) => rate !== undefined)) {
    throw new UsageError("--list takes no rates: the list's count.");
  }
  return { mode, input, cachedInput, output, from, isList: list, isAboveList: values["above-list"] ?? false };
}

function either(values: TermValues, yes: "postpaid" | "requires-po", no: "prepaid" | "no-po-required") {
  if (values[yes] && values[no]) throw new UsageError(`--${yes} and --${no} contradict each other.`);
  return values[yes] ? true : values[no] ? false : undefined;
}
