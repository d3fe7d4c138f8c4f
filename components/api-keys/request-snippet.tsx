import { CodeTabs } from "#components/ui/code-tabs.tsx";
import { type ExampleRequest, requestSnippets } from "./request-snippets.ts";

type RequestSnippetProps = Omit<ExampleRequest, "modelId"> & {
  /** A model that the workspace serves; null where there is none to send a request to. */
  modelId: string | null;
};

export function RequestSnippet({ modelId, ...request }: RequestSnippetProps) {
  if (modelId === null) {
    return (
      <p className="text-sm text-ink-muted">
        No chat model is deployed in this workspace yet, so there is nothing to send a request to.
      </p>
    );
  }
  return <CodeTabs label="First request in" samples={requestSnippets({ ...request, modelId })} />;
}
