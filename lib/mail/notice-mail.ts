import { escapeHtml } from "./escape-html.ts";
import type { Mail } from "./send-mail.ts";

/** What a mail says: a subject that is also its heading, short paragraphs, and where to go from there. */
export type Notice = {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly action: { readonly label: string; readonly href: string } | null;
  /** Said in small print at the end. */
  readonly footer?: string;
};

/** A notice as a mail, in text and in plain HTML that says the same. */
export function noticeMail(to: string, notice: Notice): Mail {
  return { to, subject: notice.subject, text: noticeText(notice), html: noticeHtml(notice) };
}

function noticeText({ subject, paragraphs, action, footer }: Notice): string {
  const parts = [
    subject,
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.href}`] : []),
    ...(footer ? [footer] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

function noticeHtml({ subject, paragraphs, action, footer }: Notice): string {
  const heading = escapeHtml(subject);
  const said = paragraphs.map((text) => `<p style="margin:0 0 12px">${escapeHtml(text)}</p>`);
  const button = "background:#1f5fd0;border-radius:6px;color:#ffffff;display:inline-block;padding:10px 18px";
  const led = action
    ? [
        `<p style="margin:20px 0 16px"><a href="${escapeHtml(action.href)}" style="${button};font-weight:bold;text-decoration:none">${escapeHtml(action.label)}</a></p>`,
        `<p style="color:#535b67;font-size:12px;margin:0 0 12px">If the button does not work, open this address:<br>
<span style="word-break:break-all">${escapeHtml(action.href)}</span></p>`,
      ]
    : [];
  const ended = footer ? [`<p style="color:#535b67;font-size:12px;margin:24px 0 0">${escapeHtml(footer)}</p>`] : [];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${heading}</title></head>
<body style="color:#16181d;font-family:Helvetica,Arial,sans-serif;font-size:14px;line-height:20px;margin:0;padding:32px">
<h1 style="font-size:20px;line-height:28px;margin:0 0 16px">${heading}</h1>
${[...said, ...led, ...ended].join("\n")}
</body>
</html>
`;
}
