import { parseArgs } from "node:util";
import type { ContractInput } from "#lib/domain/contract.ts";

export type OperatorCommand =
  | { kind: "workspace list" }
  | { kind: "contract show"; slug: string }
  | { kind: "contract set"; slug: string; terms: ContractInput }
  | { kind: "credits grant"; slug: string; amount: string; reference: string; reason: string }
  | { kind: "credit-note"; slug: string; invoiceNumber: string; amount: string; reason: string };

export const USAGE = `Usage: npm run operator -- <command>

  workspace list
      Every workspace with its plan, members and first owner.

  contract show <workspace>
      The contract of a workspace, and how its invoices can be paid.

  contract set <workspace> [terms]
      Makes a workspace Enterprise, or changes its contract: terms that are left out stay. Running it again changes
      nothing. Needed the first time: --monthly --seats --included --rpm --concurrent.

      --monthly 12000        dollars a month; 0 for no invoices
      --seats 25             the most members
      --included 500         dollars of inference that are included in a month
      --sessions 200         optimization sessions a month
      --rpm 20000            requests per minute and API key
      --concurrent 2000      concurrent requests
      --net 30               days until an invoice is due
      --postpaid, --prepaid  usage goes on the monthly invoice, or is paid from credits
      --po PO-123            purchase order number; "" for none
      --po-expires 2027-03-31
      --requires-po, --no-po-required

  credits grant <workspace> --amount 250 --reference TICKET-1 --reason "Apology for the outage"
      Gives credits, once for each reference.

  credit-note <workspace> <invoice number> <dollars> <reason>
      Takes back a part of an invoice: what is unpaid is no longer due, what a card paid is refunded, what was paid
      otherwise lowers the next invoice. The same amount for the same reason is one credit note.

A workspace is named by its address in the console, such as "acme" of https://…/acme.`;

/** What was asked wrongly, and how to ask. */
export class UsageError extends Error {}

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
  "po-expires": { type: "string" },
  "requires-po": { type: "boolean" },
  "no-po-required": { type: "boolean" },
} as const;

const GRANT = { amount: { type: "string" }, reference: { type: "string" }, reason: { type: "string" } } as const;

/** Reads the command line. @throws UsageError saying what is wrong with it */
export function readOperatorCommand(args: readonly string[]): OperatorCommand {
  const [noun = "", verb = "", ...rest] = args;
  switch (`${noun} ${verb}`) {
    case "workspace list":
      if (rest.length > 0) throw new UsageError(`"workspace list" takes nothing more, not "${rest.join(" ")}".`);
      return { kind: "workspace list" };
    case "contract show":
      return { kind: "contract show", slug: parse(rest, {}).slug };
    case "contract set": {
      const { slug, values } = parse(rest, TERMS);
      return { kind: "contract set", slug, terms: termsOf(values) };
    }
    case "credits grant": {
      const { slug, values } = parse(rest, GRANT);
      const { amount, reference, reason } = values;
      if (!amount || !reference || !reason) throw new UsageError("A grant needs --amount, --reference and --reason.");
      return { kind: "credits grant", slug, amount, reference, reason };
    }
    default:
      if (noun === "credit-note") return readCreditNote([verb, ...rest]);
      throw new UsageError(args.length === 0 ? "Say what to do." : `There is no command "${noun} ${verb}".`);
  }
}

function readCreditNote([slug, invoiceNumber, amount, ...reason]: readonly string[]): OperatorCommand {
  if (!slug || !invoiceNumber || !amount || reason.length === 0) {
    throw new UsageError("A credit note needs a workspace, an invoice's number, dollars and a reason.");
  }
  return { kind: "credit-note", slug, invoiceNumber, amount, reason: reason.join(" ") };
}

function parse<const Options extends Record<string, { type: "string" | "boolean" }>>(
  args: readonly string[],
  options: Options,
) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const [slug, ...more] = positionals;
    if (!slug || more.length > 0) throw new UsageError("Name one workspace.");
    return { slug, values };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((error as Error).message);
  }
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
    purchaseOrderExpiresAt: values["po-expires"],
  };
}

function either(values: TermValues, yes: "postpaid" | "requires-po", no: "prepaid" | "no-po-required") {
  if (values[yes] && values[no]) throw new UsageError(`--${yes} and --${no} contradict each other.`);
  return values[yes] ? true : values[no] ? false : undefined;
}
