import { NextRequest } from "next/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getDb } from "#lib/data/database.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { loadLocalMailbox } from "#lib/views/local-mailbox.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { auth } from "./auth.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { resolveSession } from "./resolve-session.ts";

const APP_URL = "http://localhost:4010";
const database = setUpTestDatabase();

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    WEIR_EMBEDDED: "1",
    APP_URL,
    GATEWAY_URL: "http://gateway.test:4011",
    AUTH_SECRET: "a-secret-of-at-least-32-characters",
  });
});

afterAll(() => getDb().$disconnect());

/** Asks next-auth for a link over HTTP, at whatever host the caller claims, and reads it in the mailbox. */
async function askForLink(email: string, options: { host?: string; callbackUrl?: string } = {}): Promise<URL> {
  const { host = APP_URL, callbackUrl = "/" } = options;
  const csrf = await auth.handlers.GET(new NextRequest(`${host}/api/auth/csrf`));
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const cookie = csrf.headers.getSetCookie().map((line) => line.split(";")[0]);
  await auth.handlers.POST(
    new NextRequest(`${host}/api/auth/signin/email`, {
      method: "POST",
      headers: { cookie: cookie.join("; "), "x-forwarded-host": new URL(host).host },
      body: new URLSearchParams({ email, callbackUrl, csrfToken }),
    }),
  );
  const [mail] = (await loadLocalMailbox(email)) ?? [];
  return new URL(mail?.links[0] ?? "");
}

/** Presses the button of the confirm page that a link opens. */
function confirm(link: URL, options: { origin?: string; host?: string; cookie?: string } = {}): Promise<Response> {
  const { origin = APP_URL, host = APP_URL, cookie = "" } = options;
  const headers = { origin, cookie, "x-forwarded-for": "203.0.113.9", "user-agent": "Browser/1.0" };
  const body = new URLSearchParams(link.search);
  return completeSignIn(new NextRequest(`${host}/api/auth/callback/email`, { method: "POST", headers, body }));
}

function sessionCookieOf(response: Response): string | undefined {
  return response.headers.getSetCookie().find((line) => line.startsWith("authjs.session-token="));
}

const tokenIn = (cookie: string | undefined) => cookie?.match(/=([^;]+)/)?.[1] ?? "";

describe("a sign-in link", () => {
  test("signs its person in, with a session whose token only the browser knows", async () => {
    const response = await confirm(await askForLink("ada@example.com", { callbackUrl: "/acme/settings/usage" }));
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(`${APP_URL}/acme/settings/usage`);
    const cookie = sessionCookieOf(response);
    expect(cookie).toMatch(/; Path=\/.*; HttpOnly; SameSite=Lax/);
    expect(cookie).not.toContain("Secure");

    const token = tokenIn(cookie);
    expect(await resolveSession(database.db, token, systemClock.now())).toMatchObject({ email: "ada@example.com" });
    const [session] = await database.db.session.findMany();
    expect(session).toMatchObject({ ip: "203.0.113.9", userAgent: "Browser/1.0" });
    expect(session?.tokenHash).not.toBe(token);
  });

  test("works once, also when pressed 20 times at the same time", async () => {
    const link = await askForLink("once@example.com");
    const responses = await Promise.all(Array.from({ length: 20 }, () => confirm(link)));
    expect(responses.filter(sessionCookieOf)).toHaveLength(1);
    const refusals = responses.filter((response) => !sessionCookieOf(response));
    expect(new Set(refusals.map((response) => response.headers.get("location")))).toEqual(
      new Set([`${APP_URL}/sign-in/error?error=Verification`]),
    );
    const { id } = await database.db.user.findUniqueOrThrow({ where: { email: "once@example.com" } });
    expect(await database.db.session.count({ where: { userId: id } })).toBe(1);
  });

  test("is refused after 24 hours", async () => {
    const link = await askForLink("late@example.com");
    const expiry = { where: { email: "late@example.com" }, data: { expiresAt: systemClock.now() } };
    await database.db.signInToken.updateMany(expiry);
    expect(sessionCookieOf(await confirm(link))).toBeUndefined();
  });

  test("is refused for another email", async () => {
    const link = await askForLink("eve@example.com");
    link.searchParams.set("email", "ada@example.com");
    expect(sessionCookieOf(await confirm(link))).toBeUndefined();
  });

  test("is stored only as a hash", async () => {
    const link = await askForLink("hashed@example.com");
    const stored = await database.db.signInToken.findMany({ where: { email: "hashed@example.com" } });
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(link.searchParams.get("token"));
  });

  test("leads to our own address whatever host the request for it claimed", async () => {
    const link = await askForLink("host@example.com", { host: "http://evil.com", callbackUrl: "http://evil.com/x" });
    expect(link.origin).toBe(APP_URL);
    expect(link.pathname).toBe("/sign-in/confirm");
    expect(link.href).not.toContain("evil.com");
  });

  test("answers at our own address whatever host the confirmation claimed", async () => {
    const link = await askForLink("host2@example.com");
    const response = await confirm(link, { host: "http://evil.com" });
    expect(response.headers.get("location")).toBe(`${APP_URL}/`);
    expect((await confirm(link, { host: "http://evil.com" })).headers.get("location")).toMatch(
      `${APP_URL}/sign-in/error`,
    );
  });

  test.each(["https://evil.com/", "//evil.com", "/\\evil.com", "javascript:alert(1)"])(
    "does not send the person on to %s",
    async (callbackUrl) => {
      const link = await askForLink("redirect@example.com");
      link.searchParams.set("callbackUrl", callbackUrl);
      const location = (await confirm(link)).headers.get("location") ?? "";
      expect(new URL(location).origin).toBe(APP_URL);
    },
  );

  test.each(["https://evil.com", "null"])("is not used up by a form of the site %s", async (origin) => {
    const link = await askForLink("csrf@example.com");
    expect((await confirm(link, { origin })).status).toBe(403);
    expect(sessionCookieOf(await confirm(link))).toBeDefined();
  });

  test("that is not whole is refused in words", async () => {
    const response = await confirm(new URL(`${APP_URL}/sign-in/confirm?email=ada@example.com`));
    expect(response.headers.get("location")).toBe(`${APP_URL}/sign-in/error?error=Verification`);
  });
});

test("known and unknown people are answered alike", async () => {
  await confirm(await askForLink("known@example.com"));
  const [known, unknown] = [await askForLink("known@example.com"), await askForLink("unknown@example.com")];
  expect([...known.searchParams.keys()]).toEqual([...unknown.searchParams.keys()]);
  expect(await loadLocalMailbox("unknown@example.com")).toHaveLength(1);
});

test.each([
  ["as somebody new", "first@example.com", "second@example.com"],
  ["as somebody known", "second@example.com", "first@example.com"],
  ["again", "first@example.com", "first@example.com"],
])("signing in %s ends the session this browser had", async (_, before, after) => {
  const token = tokenIn(sessionCookieOf(await confirm(await askForLink(before))));
  const link = await askForLink(after);
  expect(sessionCookieOf(await confirm(link, { cookie: `authjs.session-token=${token}` }))).toBeDefined();
  expect(await resolveSession(database.db, token, systemClock.now())).toBeNull();
});

test("a link that fails leaves the session this browser had", async () => {
  const link = await askForLink("stays@example.com");
  const token = tokenIn(sessionCookieOf(await confirm(link)));
  expect(sessionCookieOf(await confirm(link, { cookie: `authjs.session-token=${token}` }))).toBeUndefined();
  expect(await resolveSession(database.db, token, systemClock.now())).not.toBeNull();
});
