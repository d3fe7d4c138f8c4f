import { Download } from "lucide-react";
import { type ButtonSize, type ButtonTone, buttonClasses } from "#components/ui/button-classes.ts";

type DownloadLinkProps = {
  href: string;
  /** What is downloaded, for whoever hears only the link: "invoice HALCYON7-0003". */
  what: string;
  /** Seen instead of "PDF". */
  label?: string;
  tone?: ButtonTone;
  size?: ButtonSize;
};

/** Saves the PDF of a document. A plain link: the answer is a file, not a screen. */
export function DownloadLink({ href, what, label = "PDF", tone = "secondary", size = "md" }: DownloadLinkProps) {
  return (
    <a href={href} download className={buttonClasses(tone, size)}>
      <Download aria-hidden="true" />
      <span>
        {label}
        <span className="sr-only"> of {what}</span>
      </span>
    </a>
  );
}
