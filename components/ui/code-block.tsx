import { CopyButton } from "./copy-button.tsx";

type CodeBlockProps = { code: string /** What the code is, as in "curl command". */; what: string };

/** Code to take away, with a button that copies it. */
export function CodeBlock({ code, what }: CodeBlockProps) {
  return (
    <div className="relative">
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={what}
        className="overflow-x-auto rounded-md border border-line bg-surface-muted py-3 pr-12 pl-3.5 text-left font-mono text-xs text-ink"
      >
        <pre className="font-mono">{code}</pre>
      </section>
      <div className="absolute top-1.5 right-1.5 rounded-md bg-surface-muted">
        <CopyButton text={code} what={what} tone="ghost" isIconOnly />
      </div>
    </div>
  );
}
