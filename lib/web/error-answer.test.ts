import { expect, test, vi } from "vitest";
import { AppError } from "#lib/domain/errors.ts";
import { answerError } from "./error-answer.ts";

const stderrDuring = (run: () => void): string => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  run();
  const text = written.mock.calls.map(([line]) => String(line)).join("");
  written.mockRestore();
  return text;
};

test("an unexpected error shows its request id, and is logged without its message", () => {
  const cause = Object.assign(new Error("email = ada@example.com"), { code: "P2002" });
  const logged = stderrDuring(() => {
    const { status, error } = answerError(new TypeError("ada@example.com", { cause }), "request-1");
    expect(status).toBe(500);
    expect(error).toEqual({ code: "internal", message: expect.any(String), requestId: "request-1" });
    expect(error.message).not.toContain("ada@");
  });
  expect(JSON.parse(logged)).toMatchObject({
    event: "console.request_crashed",
    error: "TypeError < Error(P2002)",
    requestId: "request-1",
    frames: expect.stringContaining("error-answer.test.ts"),
  });
  expect(logged).not.toContain("ada@");
});

test("an expected refusal speaks for itself and is not logged", () => {
  const logged = stderrDuring(() => {
    expect(answerError(new AppError("conflict", "Taken.", { label: "Taken." }), "request-1")).toEqual({
      status: 409,
      error: { code: "conflict", message: "Taken.", requestId: "request-1", fieldErrors: { label: "Taken." } },
    });
  });
  expect(logged).toBe("");
});
