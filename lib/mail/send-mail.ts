import { createTransport } from "nodemailer";

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Tells mail programs that two copies are one mail. */
  messageId?: string;
};

export type MailRoute = {
  smtpUrl: string | undefined;
  from: string | undefined;
  /** Where mails go without a mail server; null where mails may not be kept on this machine. */
  keepLocally: ((mail: Mail) => Promise<void>) | null;
};

const TIMEOUT_MS = 10_000;

/** Sends a mail, or keeps it locally where no mail server is set. @throws when it could do neither. */
export async function sendMail(mail: Mail, { smtpUrl, from, keepLocally }: MailRoute): Promise<void> {
  if (smtpUrl === undefined) {
    if (!keepLocally) throw new Error("No mail server is set: SMTP_URL is missing.");
    return keepLocally(mail);
  }
  if (from === undefined) throw new Error("Mails have no sender: MAIL_FROM is missing.");
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ ...mail, from, to: { name: "", address: mail.to } });
  } finally {
    transport.close();
  }
}
