import type { UsageGroup, UsageQuery } from "#lib/domain/usage/usage-query.ts";

export type UsageFilterName = "models" | "keys" | "members" | "deployments" | "statuses";

type UsageFilter = {
  name: UsageFilterName;
  /** The kind of the view's options; null for statuses, which are always the same. */
  group: UsageGroup | null;
  label: string;
  plural: string;
};

export const FILTERS: readonly UsageFilter[] = [
  { name: "models", group: "model", label: "Model", plural: "models" },
  { name: "keys", group: "key", label: "API key", plural: "API keys" },
  { name: "members", group: "member", label: "Member", plural: "members" },
  { name: "deployments", group: "deployment", label: "Deployment", plural: "deployments" },
  { name: "statuses", group: null, label: "Status", plural: "statuses" },
];

export const NO_FILTERS: Pick<UsageQuery, UsageFilterName> = {
  models: [],
  keys: [],
  members: [],
  deployments: [],
  statuses: [],
};
