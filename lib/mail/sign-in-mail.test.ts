import { describe, expect, test } from "vitest";
import { signInMail } from "./sign-in-mail.ts";

const link = "https://console.example.com/sign-in/confirm?email=ada%40example.com&token=abc";
const mail = await signInMail({ to: "ada@example.com", appName: "Weir", link, validHours: 24 });

describe("signInMail", () => {
  test("says what it is, the link, how long it works and that it can be ignored", () => {
    expect(mail.to).toBe("ada@example.com");
    expect(mail.subject).toBe("Sign in to Weir");
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain("Sign in to Weir");
      expect(part).toContain("24 hours");
      expect(part).toContain("you can ignore it");
    }
    expect(mail.text).toContain(`\n${link}\n`);
    expect(mail.html).toContain(`href="${link.replace("&", "&amp;")}"`);
  });

  test("lets nothing break out of the html", async () => {
    const hostile = await signInMail({
      to: "ada@example.com",
      appName: `<script>alert("x")</script>`,
      link: `https://console.example.com/"><img src=x>'`,
      validHours: 24,
    });
    expect(hostile.html).not.toMatch(/<script|<img/);
    expect(hostile.html).toContain("&lt;script&gt;");
    expect(hostile.html).toContain("/&quot;&gt;&lt;img src=x&gt;&#x27;");
  });
});
