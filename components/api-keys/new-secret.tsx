import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { RequestSnippet } from "./request-snippet.tsx";

type NewSecretProps = { secret: string; gatewayUrl: string; snippetModelId: string | null; onDone: () => void };

export function NewSecret({ secret, gatewayUrl, snippetModelId, onDone }: NewSecretProps) {
  return (
    <>
      <div className="flex flex-col gap-2 rounded-lg border border-line bg-surface-sunken p-3 sm:flex-row sm:items-center">
        <output aria-label="Secret" className="min-w-0 flex-1 font-mono text-sm break-all select-all">
          {secret}
        </output>
        <CopyButton text={secret} what="secret" tone="primary" />
      </div>
      <div className="flex min-w-0 flex-col gap-1.5">
        <p className="text-sm font-medium">Send a first request</p>
        <RequestSnippet gatewayUrl={gatewayUrl} modelId={snippetModelId} secret={secret} />
      </div>
      <DialogActions>
        <Button onClick={onDone}>I have saved the secret</Button>
      </DialogActions>
    </>
  );
}
