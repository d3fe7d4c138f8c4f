import { CircleMinus, CirclePlus, Info } from "lucide-react";
import { Section } from "#components/ui/section.tsx";
import type { QuoteEffectRow } from "#lib/views/plan-quote.ts";

const TONES = {
  gain: { Icon: CirclePlus, classes: "text-good", word: "Gained" },
  loss: { Icon: CircleMinus, classes: "text-warn", word: "Lost" },
  note: { Icon: Info, classes: "text-ink-muted", word: "Note" },
} as const;

/** What a change does besides its price. */
export function QuoteEffects({ effects }: { effects: readonly QuoteEffectRow[] }) {
  return (
    <Section title="What else changes" explanation="Allowances, members, keys and deployments.">
      {effects.length === 0 ? (
        <p className="text-sm text-ink-muted">Nothing else changes.</p>
      ) : (
        <ul className="flex flex-col gap-3">
          {effects.map((effect) => (
            <Effect key={`${effect.kind} ${effect.sentence}`} effect={effect} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Effect({ effect: { tone, sentence, names } }: { effect: QuoteEffectRow }) {
  const { Icon, classes, word } = TONES[tone];
  return (
    <li className="flex gap-2.5 text-sm">
      <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${classes}`} />
      <div className="min-w-0">
        <p>
          <span className="sr-only">{word}: </span>
          {sentence}
        </p>
        {names.length > 0 && (
          <ul className="mt-1 flex flex-wrap gap-1.5">
            {names.map((name) => (
              <li
                key={name}
                title={name}
                className="max-w-full truncate rounded-md bg-surface-muted px-1.5 py-0.5 text-xs text-ink-muted"
              >
                {name}
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
