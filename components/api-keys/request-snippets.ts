import { MODELS } from "#lib/domain/catalog/models.ts";

const [EXAMPLE_MODEL] = MODELS;
const SECRET_STAND_IN = "YOUR_API_KEY";

/** A first request ready to run, in several languages. `gatewayUrl` may or may not end in /v1. */
export function requestSnippets(gatewayUrl: string, secret: string | null): { name: string; code: string }[] {
  const baseUrl = apiBaseUrl(gatewayUrl);
  const key = secret ?? SECRET_STAND_IN;
  return [
    { name: "curl", code: curlSnippet(baseUrl, key) },
    { name: "Python", code: pythonSnippet(baseUrl, key) },
    { name: "JavaScript", code: javascriptSnippet(baseUrl, key) },
  ];
}

function apiBaseUrl(gatewayUrl: string): string {
  return `${gatewayUrl.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1`;
}

function curlSnippet(baseUrl: string, key: string): string {
  return `curl ${baseUrl}/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{
    "model": "${EXAMPLE_MODEL.id}",
    "messages": [{ "role": "user", "content": "Say hello" }]
  }'`;
}

function pythonSnippet(baseUrl: string, key: string): string {
  return `from openai import OpenAI

client = OpenAI(base_url="${baseUrl}", api_key="${key}")
answer = client.chat.completions.create(
    model="${EXAMPLE_MODEL.id}",
    messages=[{"role": "user", "content": "Say hello"}],
)
print(answer.choices[0].message.content, answer.usage.total_tokens)`;
}

function javascriptSnippet(baseUrl: string, key: string): string {
  return `import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${baseUrl}", apiKey: "${key}" });
const answer = await client.chat.completions.create({
  model: "${EXAMPLE_MODEL.id}",
  messages: [{ role: "user", content: "Say hello" }],
});
console.log(answer.choices[0].message.content, answer.usage.total_tokens);`;
}
