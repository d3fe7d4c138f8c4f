"use client";

import { useId, useState } from "react";
import { CopyButton } from "./copy-button.tsx";
import { moveFocus } from "./move-focus.ts";

type CodeTabsProps = { label: string; samples: readonly { name: string; code: string }[] };

/** The same code in several languages, one at a time, with a button that copies it. */
export function CodeTabs({ label, samples }: CodeTabsProps) {
  const id = useId();
  const [shown, setShown] = useState(samples[0]?.name);
  const sample = samples.find(({ name }) => name === shown);
  return (
    <div className="flex min-w-0 flex-col gap-2 text-left">
      <div className="flex items-end justify-between gap-2 border-b border-line">
        <div role="tablist" aria-label={label} onKeyDown={moveFocus} className="flex gap-1">
          {samples.map(({ name }) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`${id}-${name}`}
              aria-selected={name === shown}
              aria-controls={name === shown ? `${id}-code` : undefined}
              tabIndex={name === shown ? 0 : -1}
              onClick={() => setShown(name)}
              className="-mb-px h-8 border-b-2 border-transparent px-2 text-sm text-ink-muted hover:text-ink aria-selected:border-accent-text aria-selected:font-medium aria-selected:text-ink"
            >
              {name}
            </button>
          ))}
        </div>
        {sample && <CopyButton text={sample.code} what={`${sample.name} example`} tone="ghost" isIconOnly />}
      </div>
      {sample && (
        <div
          role="tabpanel"
          id={`${id}-code`}
          aria-labelledby={`${id}-${sample.name}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll sideways, also by keyboard
          tabIndex={0}
          className="overflow-x-auto rounded-md border border-line bg-surface-sunken px-3.5 py-3 text-xs text-ink"
        >
          <pre className="font-mono">{sample.code}</pre>
        </div>
      )}
    </div>
  );
}
