import { describe, expect, test } from "vitest";
import { startMailServer } from "#prisma/testing/start-mail-server.ts";
import { type Mail, sendMail } from "./send-mail.ts";

const mail: Mail = { to: "ada@example.com", subject: "Sign in to Weir", text: "The link", html: "<p>The link</p>" };

describe("sendMail", () => {
  test("hands the mail to the mail server, as text and html", async () => {
    await using server = await startMailServer();
    const { smtpUrl } = server;
    await sendMail(mail, { smtpUrl, from: "Weir <no-reply@example.com>", keepLocally: null });
    const [received] = server.received;
    expect(received).toMatchObject({ from: "no-reply@example.com", to: ["ada@example.com"] });
    for (const line of ["From: Weir <no-reply@example.com>", "To: ada@example.com", "Subject: Sign in to Weir"]) {
      expect(received?.source).toContain(`${line}\r\n`);
    }
    expect(received?.source).toMatch(
      /Content-Type: text\/plain.*\r\nThe link\r\n.*Content-Type: text\/html.*<p>The link<\/p>/s,
    );
  });

  test("throws when the mail server refuses, and keeps no copy", async () => {
    await using server = await startMailServer({ refuses: true });
    const kept: Mail[] = [];
    const keepLocally = async (copy: Mail) => void kept.push(copy);
    const route = { smtpUrl: server.smtpUrl, from: "no-reply@example.com", keepLocally };
    await expect(sendMail(mail, route)).rejects.toMatchObject({ code: "EENVELOPE" });
    expect([kept, server.received]).toEqual([[], []]);
  });

  test("keeps the mail locally where there is no mail server", async () => {
    const kept: Mail[] = [];
    await sendMail(mail, { smtpUrl: undefined, from: undefined, keepLocally: async (copy) => void kept.push(copy) });
    expect(kept).toEqual([mail]);
  });

  test.each([
    { smtpUrl: undefined, from: "no-reply@example.com", keepLocally: null },
    { smtpUrl: "smtp://127.0.0.1:1", from: undefined, keepLocally: null },
  ])("fails rather than lose a mail silently: %j", async (route) => {
    await expect(sendMail(mail, route)).rejects.toThrow(/is missing/);
  });
});
