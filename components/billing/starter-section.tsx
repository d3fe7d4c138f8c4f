import { Check, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Section } from "#components/ui/section.tsx";
import type { BillingPageView, PlanColumn } from "#lib/views/billing-page.ts";
import { gainedFeatures } from "./gained-features.ts";

/** For Starter: what is free, and what the next plan brings. */
export function StarterSection({ view }: { view: BillingPageView }) {
  const starter = view.plans.find(({ id }) => id === "starter");
  const pro = view.plans.find(({ id }) => id === "pro");
  if (!starter || !pro) return null;
  const { kept, gained } = gainedFeatures(starter, pro);
  return (
    <Section
      title="What is free, and what upgrading brings"
      explanation="Starter costs nothing and needs no card, for as long as you like."
    >
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        <Features title="Free on Starter" features={kept} icon={<Check className="text-good" />} />
        <Features
          title={`With ${pro.name}, ${pro.priceLabel}`}
          features={gained}
          icon={<Plus className="text-accent-text" />}
        />
      </div>
    </Section>
  );
}

type FeaturesProps = { title: string; features: PlanColumn["features"]; icon: ReactNode };

function Features({ title, features, icon }: FeaturesProps) {
  return (
    <div className="min-w-0">
      <h3 className="text-sm font-semibold">{title}</h3>
      <ul className="mt-2 flex flex-col gap-1.5 text-sm">
        {features.map(({ label, value }) => (
          <li key={label} className="flex gap-2">
            <span aria-hidden="true" className="mt-0.5 shrink-0 [&_svg]:size-4">
              {icon}
            </span>
            <span>
              {label}: <span className="font-medium">{value}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
