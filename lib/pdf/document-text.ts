import { type DocumentProps, Text, View } from "@react-pdf/renderer";
import { createElement, type ReactElement, type ReactNode } from "react";
import { formatUtcDay } from "#lib/domain/billing-period.ts";
import { type ExactDollars, formatWholeCents, fromExactDollars } from "#lib/domain/money.ts";
import { TEXT_PT } from "./document-styles.ts";
import { fitText } from "./fit-text.ts";

type Style = DocumentProps["style"];
type BoxOptions = { style?: Style; isWhole?: boolean; isOnEachPage?: boolean; keepWithPt?: number };

/** A box; `isWhole` keeps it on one page, `isOnEachPage` repeats it, `keepWithPt` is the room it needs below it. */
export function box(options: BoxOptions, ...children: ReactNode[]): ReactElement {
  const { style, isWhole = false, isOnEachPage = false, keepWithPt } = options;
  // Set at all, whatever to, `fixed` keeps a box out of the rules of page breaks.
  const props = {
    wrap: !isWhole,
    ...(isOnEachPage && { fixed: true }),
    ...(keepWithPt && { minPresenceAhead: keepWithPt }),
    ...(style && { style }),
  };
  return createElement(View, props, ...children);
}

/** Text that somebody wrote, in a column of a width. */
export function words(text: string, options: { style?: Style; widthPt: number; sizePt?: number }): ReactElement {
  const { style, widthPt, sizePt = TEXT_PT } = options;
  const [first = "", ...more] = fitText(text, { widthPt, sizePt });
  if (more.length === 0) return plain(first, style);
  return createElement(View, style ? { style } : {}, ...[first, ...more].map((line) => plain(line)));
}

/** Text of our own, which fits. */
export function plain(text: string, style?: Style): ReactElement {
  return createElement(Text, style ? { style } : {}, text);
}

/** Dollars in whole cents, as they are printed. */
export function dollars(exact: ExactDollars): string {
  return formatWholeCents(fromExactDollars(exact));
}

/** Dollars with all their digits, as prices of single units have them: "$0.0125". */
export function everyDigit(exact: ExactDollars): string {
  const [whole = "0", fraction = "00"] = exact.split(".");
  return `$${count(whole)}.${fraction}`;
}

/** A day such as "2026-11-01", as it is printed. */
export function day(key: string): string {
  return formatUtcDay(new Date(`${key}T00:00:00Z`));
}

/** A whole number with its thousands parted: "1,240,000". */
export function count(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",");
}
