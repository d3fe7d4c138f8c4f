import {
  Body,
  Button,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Link,
  Preview,
  Section,
  Text,
} from "@react-email/components";
import { type CSSProperties, createElement as el, type ReactElement } from "react";
import type { Notice } from "./notice-mail.ts";

const FONT = "Geist,Helvetica,Arial,sans-serif";
const STYLES = {
  body: { backgroundColor: "#f6f7f9", color: "#16181d", fontFamily: FONT, margin: 0, padding: "24px 12px" },
  card: {
    backgroundColor: "#ffffff",
    border: "1px solid #dfe2e7",
    borderRadius: "8px",
    maxWidth: "560px",
    padding: "32px",
  },
  heading: { fontSize: "20px", fontWeight: 600, lineHeight: "28px", margin: "0 0 16px" },
  paragraph: { fontSize: "14px", lineHeight: "21px", margin: "0 0 12px" },
  table: { borderCollapse: "collapse", margin: "4px 0 16px", width: "100%" },
  label: {
    borderBottom: "1px solid #eceef1",
    color: "#535b67",
    fontSize: "13px",
    fontWeight: 400,
    lineHeight: "20px",
    padding: "6px 12px 6px 0",
    textAlign: "left",
    verticalAlign: "top",
  },
  value: {
    borderBottom: "1px solid #eceef1",
    fontSize: "13px",
    lineHeight: "20px",
    padding: "6px 0",
    textAlign: "right",
    wordBreak: "break-word",
  },
  button: {
    backgroundColor: "#1f5fd0",
    borderRadius: "6px",
    color: "#ffffff",
    fontSize: "14px",
    fontWeight: 600,
    padding: "10px 18px",
  },
  small: { color: "#535b67", fontSize: "12px", lineHeight: "18px", margin: "0 0 12px" },
  address: { color: "#535b67", wordBreak: "break-all" },
  rule: { borderColor: "#dfe2e7", margin: "24px 0 12px" },
} as const satisfies Record<string, CSSProperties>;

/** A notice as mail programs show it: one column, no pictures, nothing loaded from anywhere. */
export function noticeTemplate({ subject, paragraphs, details, action, footer }: Notice): ReactElement {
  return el(
    Html,
    { lang: "en" },
    el(Head, null, el("title", null, subject)),
    el(Preview, null, paragraphs[0] ?? subject),
    el(
      Body,
      { style: STYLES.body },
      el(
        Container,
        { style: STYLES.card },
        el(Heading, { as: "h1", style: STYLES.heading }, subject),
        paragraphs.map((text) => el(Text, { key: text, style: STYLES.paragraph }, text)),
        details && el(DetailTable, { details }),
        action && el(Action, { action }),
        footer && [
          el(Hr, { key: "rule", style: STYLES.rule }),
          el(Text, { key: "footer", style: { ...STYLES.small, margin: 0 } }, footer),
        ],
      ),
    ),
  );
}

function DetailTable({ details }: { details: NonNullable<Notice["details"]> }): ReactElement {
  const rows = details.map(({ label, value }) =>
    el(
      "tr",
      { key: label },
      el("th", { scope: "row", style: STYLES.label }, label),
      el("td", { style: STYLES.value }, value),
    ),
  );
  return el("table", { style: STYLES.table }, el("tbody", null, rows));
}

function Action({ action }: { action: NonNullable<Notice["action"]> }): ReactElement {
  return el(
    Section,
    { style: { margin: "20px 0 0" } },
    el(Button, { href: action.href, style: STYLES.button }, action.label),
    el(
      Text,
      { style: { ...STYLES.small, margin: "16px 0 0" } },
      "If the button does not work, open this address: ",
      el(Link, { href: action.href, style: STYLES.address }, action.href),
    ),
  );
}
