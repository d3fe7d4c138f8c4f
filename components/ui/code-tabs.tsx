"use client";

import { Tabs } from "@base-ui/react/tabs";
import { useState } from "react";
import { CopyButton } from "./copy-button.tsx";

type CodeTabsProps = { label: string; samples: readonly { name: string; code: string }[] };

/** The same code in several languages, one at a time, with a button that copies it. */
export function CodeTabs({ label, samples }: CodeTabsProps) {
  const [shown, setShown] = useState(samples[0]?.name);
  const sample = samples.find(({ name }) => name === shown);
  return (
    <Tabs.Root value={shown} onValueChange={setShown} className="flex min-w-0 flex-col gap-2 text-left">
      <div className="flex items-end justify-between gap-2 border-b border-line">
        <Tabs.List aria-label={label} className="flex gap-1">
          {samples.map(({ name }) => (
            <Tabs.Tab
              key={name}
              value={name}
              className="-mb-px h-8 border-b-2 border-transparent px-2 text-sm text-ink-muted hover:text-ink data-active:border-accent-text data-active:font-medium data-active:text-ink"
            >
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sample && <CopyButton text={sample.code} what={`${sample.name} example`} tone="ghost" isIconOnly />}
      </div>
      {samples.map(({ name, code }) => (
        <Tabs.Panel
          key={name}
          value={name}
          className="overflow-x-auto rounded-md border border-line bg-surface-sunken px-3.5 py-3 text-xs text-ink"
        >
          <pre className="font-mono">{code}</pre>
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
