import { CopyButton } from "#components/ui/copy-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { DownloadLink } from "./download-link.tsx";

type InvoiceFileSectionProps = { sha256: string; number: string; href: string };

/** The file, and how to see that a copy of it is unchanged. */
export function InvoiceFileSection({ sha256, number, href }: InvoiceFileSectionProps) {
  return (
    <Section
      title="PDF file"
      explanation="The file never changes. To see that a copy is the one that was issued, compare its SHA-256."
      action={<DownloadLink size="sm" href={href} what={`invoice ${number}`} />}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
        <span className="text-ink-muted">SHA-256</span>
        <code data-testid="sha256" className="min-w-0 font-mono text-xs break-all select-all">
          {sha256}
        </code>
        <CopyButton text={sha256} what="SHA-256" />
      </div>
    </Section>
  );
}
