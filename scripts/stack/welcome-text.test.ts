import { describe, expect, test } from "vitest";
import type { Demo } from "./demo-file.ts";
import { welcomeText } from "./welcome-text.ts";

const demo: Demo = {
  consoleUrl: "http://localhost:4010",
  gatewayUrl: "http://127.0.0.1:4011/v1",
  mailboxUrl: "http://localhost:4010/local/mailbox",
  stripeUrl: "http://127.0.0.1:4014",
  databaseUrl: "postgresql://weir@127.0.0.1:4013/weir",
  workspaces: [
    { slug: "quiet", plan: "starter", ownerEmail: "sam@quiet.example", apiKey: null },
    { slug: "halcyon", plan: "team", ownerEmail: "ines@halcyon.example", apiKey: "weir_sk_team" },
  ],
};

describe("welcomeText", () => {
  test("says where to go and as whom", () => {
    const text = welcomeText(demo, "qwen3.8-27b", ".data");
    for (const url of [demo.consoleUrl, demo.gatewayUrl, demo.mailboxUrl]) expect(text).toContain(url);
    expect(text).toMatch(/starter {2}sam@quiet\.example {5}http:\/\/localhost:4010\/quiet/);
    expect(text).toMatch(/team {5}ines@halcyon\.example {2}http:\/\/localhost:4010\/halcyon/);
  });

  test("names the simulated Stripe where there is one", () => {
    expect(welcomeText(demo, null, ".data")).toContain("http://127.0.0.1:4014 (simulated: no money moves)");
    expect(welcomeText({ ...demo, stripeUrl: null }, null, ".data")).not.toContain("simulated");
  });

  test("has a request ready to paste, with the Team key and a model that is served", () => {
    const text = welcomeText(demo, "qwen3.8-27b", ".data");
    expect(text).toContain("curl http://127.0.0.1:4011/v1/chat/completions");
    expect(text).toContain("Bearer weir_sk_team");
    expect(text).toContain('{"model":"qwen3.8-27b"');
  });

  test("offers no request that cannot work", () => {
    expect(welcomeText(demo, null, ".data")).not.toContain("curl");
    expect(welcomeText({ ...demo, workspaces: demo.workspaces.slice(0, 1) }, "qwen3.8-27b", ".data")).not.toContain(
      "curl",
    );
  });
});
