import { expect, it } from "vitest";
import { requestSnippets } from "./request-snippets.ts";

it.each(["http://localhost:4000", "http://localhost:4000/", "http://localhost:4000/v1", "http://localhost:4000/v1/"])(
  "reaches the same address from %s",
  (gatewayUrl) => {
    const [curl, python, javascript] = requestSnippets({ gatewayUrl, modelId: "qwen3.8-27b", secret: "rp_live_abc" });
    expect(curl?.code).toContain("curl http://localhost:4000/v1/chat/completions ");
    expect(python?.code).toContain('base_url="http://localhost:4000/v1", api_key="rp_live_abc"');
    expect(javascript?.code).toContain('baseURL: "http://localhost:4000/v1", apiKey: "rp_live_abc"');
  },
);

const snippets = requestSnippets({ gatewayUrl: "http://localhost:4000", modelId: "gpt-oss-120b", secret: null });

it("leaves a place for the key where there is none to show", () => {
  for (const { code } of snippets) expect(code).toContain("YOUR_API_KEY");
});

it("names the model it is given, in every language", () => {
  for (const { code } of snippets) expect(code.match(/"?model"?[:=] ?"([^"]+)"/)?.[1]).toBe("gpt-oss-120b");
});
