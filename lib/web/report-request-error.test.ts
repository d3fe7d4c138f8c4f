import { expect, test, vi } from "vitest";
import { reportRequestError } from "./report-request-error.ts";

test("an uncaught error is logged under its id, without messages or the query", () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const cause = Object.assign(new Error("no such user ada@example.com"), { code: "P2025" });
  const error = Object.assign(new TypeError("ada@example.com", { cause }), { digest: "1234567890" });
  reportRequestError(error, { path: "/sign-in/confirm?email=ada@example.com&token=secret", method: "GET" });
  const [line] = written.mock.calls.map(([text]) => String(text));
  written.mockRestore();
  expect(JSON.parse(line ?? "")).toMatchObject({
    level: "error",
    event: "console.screen_crashed",
    error: "TypeError < Error(P2025)",
    errorId: "1234567890",
    method: "GET",
    path: "/sign-in/confirm",
    frames: expect.stringContaining("report-request-error.test.ts"),
  });
  expect(line).not.toMatch(/ada@|secret/);
});
