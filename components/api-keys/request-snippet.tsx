import { CodeTabs } from "#components/ui/code-tabs.tsx";
import { requestSnippets } from "./request-snippets.ts";

type RequestSnippetProps = {
  gatewayUrl: string /** The key to write in, or null to leave a place for it. */;
  secret: string | null;
};

export function RequestSnippet({ gatewayUrl, secret }: RequestSnippetProps) {
  return <CodeTabs label="First request in" samples={requestSnippets(gatewayUrl, secret)} />;
}
