import type { ReactNode } from "react";
import { Alert, type AlertTone } from "#components/ui/alert.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { formatCount } from "#components/ui/format-count.ts";
import type { DrillReport } from "#lib/domain/drill-report.ts";

/** What a drill found, told so that it can be checked. */
export function DrillResult({ report }: { report: DrillReport }) {
  const { tone, title } = headline(report);
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <Alert tone={tone} role="status" title={title}>
        <p>{report.verdict}</p>
      </Alert>
      <dl className="grid grid-cols-1 gap-x-8 text-sm sm:grid-cols-2">
        <Row label="Scratch limit">{exactDollarsLabel(report.limit)}</Row>
        <Row label="Served">{formatCount(report.served)}</Row>
        <Row label="Spent">{exactDollarsLabel(report.settled)}</Row>
        <Row label="Refused at the limit (403)">{formatCount(report.refused403)}</Row>
        <Row label="Most seen spent and held together">{exactDollarsLabel(report.peak)}</Row>
        <Row label="Refused for other reasons">{otherRefusals(report)}</Row>
        <Row label="Still held at the end">{exactDollarsLabel(report.held)}</Row>
        <Row label="Without an answer">{formatCount(report.unanswered)}</Row>
        {report.included !== "0.00" && (
          <Row label="Paid by the included inference">{exactDollarsLabel(report.included)}</Row>
        )}
      </dl>
    </div>
  );
}

function headline({ isHeld, isConclusive }: DrillReport): { tone: AlertTone; title: string } {
  if (!isHeld) return { tone: "bad", title: "The drill failed" };
  return isConclusive ? { tone: "good", title: "None got past the limit" } : { tone: "warn", title: "No result" };
}

function otherRefusals({ refusedOther, otherReasons }: DrillReport): string {
  if (refusedOther === 0) return "0";
  return otherReasons.map(({ code, count }) => `${formatCount(count)} ${code}`).join(", ");
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4 border-b border-line py-1.5">
      <dt className="text-ink-muted">{label}</dt>
      <dd className="figures text-right font-medium whitespace-normal">{children}</dd>
    </div>
  );
}
