import { escapeHtml } from "./escape-html.ts";
import type { Mail } from "./send-mail.ts";

type SignInMailContent = { to: string; appName: string; link: string; validHours: number };

/** The mail that carries a sign-in link. */
export function signInMail({ to, appName, link, validHours }: SignInMailContent): Mail {
  const heading = `Sign in to ${appName}`;
  const validity = `The link works once, within ${validHours} hours.`;
  const reassurance = "If you did not ask for this mail, you can ignore it: nobody can sign in without the link.";
  return {
    to,
    subject: heading,
    text: `${heading}\n\nOpen this link to sign in:\n${link}\n\n${validity}\n\n${reassurance}\n`,
    html: htmlPage({ heading, link, paragraphs: [validity, reassurance] }),
  };
}

function htmlPage(page: { heading: string; link: string; paragraphs: readonly string[] }): string {
  const [heading, link] = [escapeHtml(page.heading), escapeHtml(page.link)];
  const button = "background:#1f5fd0;border-radius:6px;color:#ffffff;display:inline-block;padding:10px 18px";
  const paragraphs = page.paragraphs.map((text) => `<p style="color:#535b67;margin:0 0 12px">${escapeHtml(text)}</p>`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${heading}</title></head>
<body style="color:#16181d;font-family:Helvetica,Arial,sans-serif;font-size:14px;line-height:20px;margin:0;padding:32px">
<h1 style="font-size:20px;line-height:28px;margin:0 0 16px">${heading}</h1>
<p style="margin:0 0 16px"><a href="${link}" style="${button};font-weight:bold;text-decoration:none">${heading}</a></p>
${paragraphs.join("\n")}
<p style="color:#535b67;font-size:12px;margin:24px 0 0">If the button does not work, open this address:<br>
<span style="word-break:break-all">${link}</span></p>
</body>
</html>
`;
}
