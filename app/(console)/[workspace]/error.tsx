"use client";

import { ScreenError } from "#components/shell/screen-error.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

export default function WorkspaceError({ error, reset }: Props) {
  return <ScreenError errorId={error.digest ?? null} onRetry={reset} />;
}
