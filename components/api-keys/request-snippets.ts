const SECRET_STAND_IN = "YOUR_API_KEY";

export type ExampleRequest = {
  /** May or may not end in /v1. */
  gatewayUrl: string;
  modelId: string;
  /** The key to write in, or null to leave a place for it. */
  secret: string | null;
};

type Example = { baseUrl: string; modelId: string; key: string };

/** A first request ready to run, in several languages. */
export function requestSnippets({ gatewayUrl, modelId, secret }: ExampleRequest): { name: string; code: string }[] {
  const example = { baseUrl: apiBaseUrl(gatewayUrl), modelId, key: secret ?? SECRET_STAND_IN };
  return [
    { name: "curl", code: curlSnippet(example) },
    { name: "Python", code: pythonSnippet(example) },
    { name: "JavaScript", code: javascriptSnippet(example) },
  ];
}

function apiBaseUrl(gatewayUrl: string): string {
  return `${gatewayUrl.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1`;
}

function curlSnippet({ baseUrl, modelId, key }: Example): string {
  return `curl ${baseUrl}/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{
    "model": "${modelId}",
    "messages": [{ "role": "user", "content": "Say hello" }]
  }'`;
}

function pythonSnippet({ baseUrl, modelId, key }: Example): string {
  return `from openai import OpenAI

client = OpenAI(base_url="${baseUrl}", api_key="${key}")
answer = client.chat.completions.create(
    model="${modelId}",
    messages=[{"role": "user", "content": "Say hello"}],
)
print(answer.choices[0].message.content, answer.usage.total_tokens)`;
}

function javascriptSnippet({ baseUrl, modelId, key }: Example): string {
  return `import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${baseUrl}", apiKey: "${key}" });
const answer = await client.chat.completions.create({
  model: "${modelId}",
  messages: [{ role: "user", content: "Say hello" }],
});
console.log(answer.choices[0].message.content, answer.usage.total_tokens);`;
}
