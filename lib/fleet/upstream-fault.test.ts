import { errors } from "undici";
import { describe, expect, it } from "vitest";
import { UpstreamFault } from "./upstream-fault.ts";

describe("UpstreamFault.from", () => {
  it("is unreachable as long as nothing was sent, also for a connect timeout", () => {
    expect(UpstreamFault.from(new errors.ConnectTimeoutError("10.0.0.7:8000"), false).kind).toBe("unreachable");
  });

  it("keeps the cause for the log and out of the message", () => {
    const cause = new errors.SocketError("other side 10.0.0.7 closed");
    const fault = UpstreamFault.from(cause, true);
    expect(fault).toMatchObject({ kind: "dropped", cause });
    expect(fault.message).not.toContain("10.0.0.7");
  });

  it("leaves a fault as it is", () => {
    const fault = new UpstreamFault("oversized");
    expect(UpstreamFault.from(fault, true)).toBe(fault);
  });
});
