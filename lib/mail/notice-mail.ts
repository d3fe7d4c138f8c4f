import { render } from "@react-email/render";
import { noticeTemplate } from "./notice-template.ts";
import type { Mail } from "./send-mail.ts";

/** What a mail says: a subject that is also its heading, short paragraphs, and where to go from there. */
export type Notice = {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** What a receipt or an invoice is about, one line each. */
  readonly details?: readonly { readonly label: string; readonly value: string }[];
  readonly action: { readonly label: string; readonly href: string } | null;
  /** Said in small print at the end. */
  readonly footer?: string;
};

/** A notice as a mail, in text and in HTML that says the same. */
export async function noticeMail(to: string, notice: Notice): Promise<Mail> {
  return { to, subject: notice.subject, text: noticeText(notice), html: await render(noticeTemplate(notice)) };
}

function noticeText({ subject, paragraphs, details, action, footer }: Notice): string {
  const parts = [
    subject,
    ...paragraphs,
    ...(details ? [details.map(({ label, value }) => `${label}: ${value}`).join("\n")] : []),
    ...(action ? [`${action.label}:\n${action.href}`] : []),
    ...(footer ? [footer] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}
