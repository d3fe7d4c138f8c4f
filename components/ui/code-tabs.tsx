"use client";

import { Tabs } from "@base-ui/react/tabs";
import { CodeBlock } from "./code-block.tsx";

type CodeTabsProps = { label: string; samples: readonly { name: string; code: string }[] };

/** The same thing in several languages, one at a time. */
export function CodeTabs({ label, samples }: CodeTabsProps) {
  return (
    <Tabs.Root defaultValue={samples[0]?.name} className="flex min-w-0 flex-col gap-2">
      <Tabs.List aria-label={label} className="flex gap-1 border-b border-line">
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
      {samples.map(({ name, code }) => (
        <Tabs.Panel key={name} value={name} tabIndex={-1} className="min-w-0">
          <CodeBlock code={code} what={`${name} example`} />
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
