import { ExternalLink } from "lucide-react";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import type { LocalMailView } from "#lib/views/local-mailbox.ts";

export function OpenMail({ mail }: { mail: LocalMailView }) {
  return (
    <article aria-labelledby="mail-subject" className="flex min-w-0 flex-col gap-4 p-4 sm:p-6">
      <header>
        <h2 id="mail-subject" className="text-lg font-semibold break-words">
          {mail.subject}
        </h2>
        <p className="mt-0.5 text-sm text-ink-muted">
          To <span className="break-all text-ink">{mail.to}</span>, <DateTime iso={mail.createdAt} precision="second" />
        </p>
      </header>
      {mail.links.length > 0 && (
        <ul className="flex flex-col gap-2">
          {mail.links.map((link, index) => (
            <li key={link} className="flex min-w-0 flex-col items-start gap-1">
              <a href={link} className={buttonClasses("primary", "md")}>
                <ExternalLink aria-hidden="true" />
                {mail.links.length === 1 ? "Open the link" : `Open link ${index + 1}`}
              </a>
              <span className="max-w-full truncate font-mono text-xs text-ink-muted" title={link}>
                {link}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="border-t border-line pt-4 break-words whitespace-pre-wrap">{mail.text}</div>
    </article>
  );
}
