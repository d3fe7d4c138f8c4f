import { DateTime } from "#components/ui/date-time.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { formatCount } from "#components/ui/format-count.ts";
import type { UsageRequestLine, UsageRequestView } from "#lib/views/usage-requests-view.ts";
import { noLinesText } from "./no-lines-text.ts";
import { TOKEN_CLASSES } from "./token-classes.ts";

const NAMES = new Map<string, string>(TOKEN_CLASSES.map(({ key, name }) => [key, name]));
const CELL = "px-2 py-2 first:pl-0 last:pr-0 max-sm:px-1.5";
const FIGURE = `${CELL} text-right`;

/** Class by class: tokens × rate = amount, and their sum. Every digit is shown: nothing here is rounded. */
export function RequestArithmetic({ request }: { request: UsageRequestView }) {
  const { lines, price, cost } = request;
  if (lines.length === 0) return <p className="text-sm text-ink-muted">{noLinesText(cost)}</p>;
  return (
    <div className="flex flex-col gap-2">
      <table className="w-full text-sm">
        <caption className="sr-only">How the cost came about</caption>
        <thead>
          <tr className="text-xs text-ink-muted">
            <th scope="col" className={`${CELL} text-left font-medium`}>
              Class
            </th>
            <th scope="col" className={`${FIGURE} font-medium`}>
              Tokens
            </th>
            <th scope="col" className={`${FIGURE} font-medium`}>
              × rate for 1M
            </th>
            <th scope="col" className={`${FIGURE} font-medium`}>
              = amount
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line key={line.tokenClass} line={line} />
          ))}
        </tbody>
        <tfoot>
          <tr className="border-t border-line-strong font-medium">
            <th scope="row" colSpan={3} className={`${CELL} text-left`}>
              Total
            </th>
            <td data-exact={cost} className={`${FIGURE} figures`}>
              {exactDollarsLabel(cost)}
            </td>
          </tr>
        </tfoot>
      </table>
      {price !== null && (
        <p className="text-xs text-ink-muted">
          Price version <span className="font-mono break-all select-all">{price.id}</span>,{" "}
          {price.mode === "active" ? "Active" : "Flex"} rates{price.isOwn && " of this workspace's own"}, in effect
          since <DateTime iso={price.effectiveAt} />.
        </p>
      )}
    </div>
  );
}

function Line({ line }: { line: UsageRequestLine }) {
  return (
    <tr className="border-t border-line">
      <th scope="row" className={`${CELL} text-left font-normal`}>
        {NAMES.get(line.tokenClass) ?? line.tokenClass}
      </th>
      <td className={`${FIGURE} figures`}>{formatCount(line.tokens)}</td>
      <td data-exact={line.ratePerMillion} className={`${FIGURE} figures`}>
        {exactDollarsLabel(line.ratePerMillion)}
      </td>
      <td data-exact={line.amount} className={`${FIGURE} figures`}>
        {exactDollarsLabel(line.amount)}
      </td>
    </tr>
  );
}
