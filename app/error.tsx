"use client";

import { ScreenError } from "#components/shell/screen-error.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

export default function RootError({ error, reset }: Props) {
  return (
    <main className="mx-auto w-full max-w-xl px-4 pt-[12vh]">
      <ScreenError errorId={error.digest ?? null} onRetry={reset} />
    </main>
  );
}
