import { expect, it } from "vitest";
import { requestSnippets } from "./request-snippets.ts";

it.each(["http://localhost:4000", "http://localhost:4000/", "http://localhost:4000/v1", "http://localhost:4000/v1/"])(
  "reaches the same address from %s",
  (gatewayUrl) => {
    const [curl, python, javascript] = requestSnippets(gatewayUrl, "rp_live_abc");
    expect(curl?.code).toContain("curl http://localhost:4000/v1/chat/completions ");
    expect(python?.code).toContain('base_url="http://localhost:4000/v1", api_key="rp_live_abc"');
    expect(javascript?.code).toContain('baseURL: "http://localhost:4000/v1", apiKey: "rp_live_abc"');
  },
);

it("leaves a place for the key where there is none to show", () => {
  for (const { code } of requestSnippets("http://localhost:4000", null)) expect(code).toContain("YOUR_API_KEY");
});
