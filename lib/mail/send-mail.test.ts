import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { type Mail, sendMail } from "./send-mail.ts";

const mail: Mail = { to: "ada@example.com", subject: "Sign in to Weir", text: "The link", html: "<p>The link</p>" };

/** Takes part in one SMTP conversation and keeps what the client said. */
async function startSmtpServer(answerToRecipient: string) {
  const said: string[] = [];
  const server = createServer((socket) => {
    let isInMail = false;
    socket.write("220 test ESMTP\r\n");
    createInterface({ input: socket }).on("line", (line) => {
      said.push(line);
      if (isInMail && line !== ".") return;
      if (line === "QUIT") return socket.end("221 bye\r\n");
      isInMail = line === "DATA";
      if (isInMail) return socket.write("354 go on\r\n");
      return socket.write(line.startsWith("RCPT") ? `${answerToRecipient}\r\n` : "250 ok\r\n");
    });
    socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { said, smtpUrl: `smtp://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() };
}

describe("sendMail", () => {
  test("hands the mail to the mail server, as text and html", async () => {
    using server = await startSmtpServer("250 ok");
    const { smtpUrl } = server;
    await sendMail(mail, { smtpUrl, from: "Weir <no-reply@example.com>", keepLocally: null });
    expect(server.said).toEqual(
      expect.arrayContaining([
        "MAIL FROM:<no-reply@example.com>",
        "RCPT TO:<ada@example.com>",
        "From: Weir <no-reply@example.com>",
        "To: ada@example.com",
        "Subject: Sign in to Weir",
        "The link",
        "<p>The link</p>",
      ]),
    );
  });

  test("throws when the mail server refuses, and keeps no copy", async () => {
    using server = await startSmtpServer("550 no");
    const kept: Mail[] = [];
    const keepLocally = async (copy: Mail) => void kept.push(copy);
    const route = { smtpUrl: server.smtpUrl, from: "no-reply@example.com", keepLocally };
    await expect(sendMail(mail, route)).rejects.toMatchObject({ code: "EENVELOPE" });
    expect(kept).toEqual([]);
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
