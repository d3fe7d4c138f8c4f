import { noticeMail } from "./notice-mail.ts";
import type { Mail } from "./send-mail.ts";

type SignInMailContent = { to: string; appName: string; link: string; validHours: number };

/** The mail that carries a sign-in link. */
export async function signInMail({ to, appName, link, validHours }: SignInMailContent): Promise<Mail> {
  const subject = `Sign in to ${appName}`;
  return noticeMail(to, {
    subject,
    paragraphs: [`The link works once, within ${validHours} hours.`],
    action: { label: subject, href: link },
    footer: "If you did not ask for this mail, you can ignore it: nobody can sign in without the link.",
  });
}
