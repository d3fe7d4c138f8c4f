import type { Demo } from "./demo-file.ts";

/** What a person needs to begin: where to go, as whom, and one request that will show on a chart. */
export function welcomeText(demo: Demo, modelId: string | null, dataDir: string): string {
  const planWidth = Math.max(...demo.workspaces.map(({ plan }) => plan.length));
  const emailWidth = Math.max(...demo.workspaces.map(({ ownerEmail }) => ownerEmail.length));
  const owners = demo.workspaces.map(
    ({ plan, ownerEmail, slug }) =>
      `  ${plan.padEnd(planWidth)}  ${ownerEmail.padEnd(emailWidth)}  ${demo.consoleUrl}/${slug}`,
  );
  return [
    "",
    "Weir is running. Ctrl-C stops it and keeps its data.",
    "",
    `  Console  ${demo.consoleUrl}`,
    `  Mailbox  ${demo.mailboxUrl}`,
    `  Gateway  ${demo.gatewayUrl}`,
    ...(demo.stripeUrl === null ? [] : [`  Stripe   ${demo.stripeUrl} (simulated: no money moves)`]),
    "",
    "To sign in, enter one of these emails at the console and open the link that arrives in the mailbox:",
    "",
    ...owners,
    ...exampleRequest(demo, modelId),
    "",
    `All of this is in ${dataDir}/demo.json, the logs are in ${dataDir}/logs.`,
    "",
  ].join("\n");
}

function exampleRequest(demo: Demo, modelId: string | null): string[] {
  const team = demo.workspaces.find(({ plan, apiKey }) => plan === "team" && apiKey !== null);
  if (!team?.apiKey || modelId === null) return [];
  const body = JSON.stringify({ model: modelId, messages: [{ role: "user", content: "Hello" }] });
  return [
    "",
    `A metered request of ${team.slug}, which then shows on its Settings > Usage:`,
    "",
    `  curl ${demo.gatewayUrl}/chat/completions \\`,
    `    -H "Authorization: Bearer ${team.apiKey}" -H "Content-Type: application/json" \\`,
    `    -d '${body}'`,
  ];
}
