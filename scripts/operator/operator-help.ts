type CommandHelp = {
  readonly name: string;
  readonly synopsis: string;
  readonly text: string;
  readonly example: string;
};

const HELP: readonly CommandHelp[] = [
  {
    name: "workspace list",
    synopsis: "workspace list",
    text: "Every workspace with its plan, members and first owner.",
    example: "workspace list",
  },
  {
    name: "contract show",
    synopsis: "contract show <workspace>",
    text: "The contract of a workspace, what its purchase order has left, and how its invoices can be paid.",
    example: "contract show acme",
  },
  {
    name: "contract set",
    synopsis: "contract set <workspace> [terms]",
    text: `Makes a workspace Enterprise, or changes its contract: terms that are left out stay. Running it again changes
nothing. Needed the first time: --monthly --seats --included --rpm --concurrent.

--monthly 12,000       dollars a month; 0 for no invoices
--seats 25             the most members
--included 500         dollars of inference that are included in a month
--sessions 200         optimization sessions a month
--rpm 20,000           requests per minute and API key
--concurrent 2,000     concurrent requests
--net 30               days until an invoice is due
--postpaid, --prepaid  usage goes on the monthly invoice, or is paid from credits
--po PO-123            purchase order number; "" for none
--po-amount 150,000    dollars that it covers; "" for any. Payers are told at 80% and at 100%
--po-expires 2027-03-31
--requires-po, --no-po-required
--ends 2027-12-31      the contract's last day; "" for no end. Payers are told 60, 30 and 7 days before; after the
                       billing period of that day the workspace goes to Starter. A later day extends it`,
    example: "contract set acme --monthly 12,000 --seats 25 --included 500 --rpm 20,000 --concurrent 2,000 --postpaid",
  },
  {
    name: "set-rates",
    synopsis: "set-rates <workspace> <model> --input 0.08 [--cached-input 0.008] --output 0.32 [options]",
    text: `Token rates of a workspace's own, in dollars per 1M tokens; $0.001 is the finest step. They count from 5 seconds
from now on, when every gateway knows them; what was used before keeps its price.

--cached-input 0.008   needed where the list has a rate for it; otherwise cached input costs what input does
--mode active          of Active deployments; Flex otherwise
--from 2027-01-01      from 00:00 UTC of that day instead
--list                 instead of rates: ends the workspace's own, and the list counts again
--above-list           lets a rate be dearer than the list's`,
    example: "set-rates acme qwen3.8-27b --input 0.08 --cached-input 0.008 --output 0.32 --from 2027-01-01",
  },
  {
    name: "list-rates",
    synopsis: "list-rates <workspace>",
    text: "Every model's rates in the workspace, those of its own marked, and those that are still to come.",
    example: "list-rates acme",
  },
  {
    name: "set-limit",
    synopsis: "set-limit <workspace> <dollars|none>",
    text: "The most that a workspace may spend in a month on usage. It holds from the next request on.",
    example: "set-limit acme 1,500",
  },
  {
    name: "credits grant",
    synopsis: 'credits grant <workspace> --amount 250 --reference TICKET-1 --reason "Apology for the outage"',
    text: "Gives credits, once for each reference; at most $1,000,000 at a time.",
    example: 'credits grant acme --amount 250 --reference TICKET-1 --reason "Apology for the outage"',
  },
  {
    name: "credit-note",
    synopsis: 'credit-note <workspace> <invoice number> <dollars> --reason "Two seats charged twice"',
    text: `Takes back a part of an invoice: what is unpaid is no longer due, what a card paid is refunded, what was paid
otherwise lowers the next invoice. The same amount for the same reason is one credit note. It cannot be undone.`,
    example: 'credit-note acme KX7Q2M4T-0003 25 --reason "Two seats charged twice"',
  },
];

export const COMMAND_NAMES: readonly string[] = HELP.map(({ name }) => name);

/** How the operator's commands are used: all of them, or one. */
export function operatorHelp(name: string | null = null): string {
  const told = HELP.filter((help) => name === null || help.name === name).map(({ synopsis, text, example }) => {
    const lines = text.split("\n").map((line) => (line === "" ? "" : `      ${line}`));
    return [`  ${synopsis}`, ...lines, "", `      Example: npm run operator -- ${example}`].join("\n");
  });
  return [
    "Usage: npm run operator -- <command>",
    ...told,
    'A workspace is named by its address in the console, such as "acme" of https://…/acme. Dollars may have thousands\n' +
      "separators. Every change is in the workspace's audit log.",
  ].join("\n\n");
}

/** The command that was probably meant; null where none is near. */
export function nearestCommand(typed: string): string | null {
  const near = COMMAND_NAMES.map((name) => ({ name, steps: editSteps(typed.toLowerCase(), name) })).sort(
    (one, other) => one.steps - other.steps,
  )[0];
  return near && near.steps <= Math.ceil(near.name.length / 3) ? near.name : null;
}

/** Letters to add, take away or replace to make one text of the other. */
function editSteps(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let at = 1; at <= from.length; at += 1) {
    const next = [at];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (from[at - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
