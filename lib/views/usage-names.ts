import type { UsageSurroundings } from "#lib/data/usage-surroundings.ts";
import { modelName } from "#lib/domain/catalog/models.ts";
import { NO_DEPLOYMENT_ID, PLAYGROUND_KEY_ID, UNKNOWN_MODEL_ID } from "#lib/domain/usage/usage-event.ts";
import type { UsageGroup } from "#lib/domain/usage/usage-query.ts";
import type { UsageOption } from "./usage-view.ts";

const MODES = { flex: "Flex", active: "Active" } as const;

type Named = Pick<UsageSurroundings, "models" | "keys" | "members" | "deployments">;

/** What usage can be filtered and grouped by, with the names people know it by, in their order. */
export function usageOptions({ models, keys, members, deployments }: Named): Record<UsageGroup, UsageOption[]> {
  return {
    model: inOrder(models.map((id) => ({ id, name: usageModelName(id) }))),
    key: inOrder(keys.map(({ id, label }) => ({ id, name: usageKeyName(id, label) }))),
    member: inOrder(members.map(({ id, name }) => ({ id, name: name ?? "Former member" }))),
    deployment: inOrder(toldApart(deployments.map((one) => ({ id: one.id, name: usageDeploymentName(one) })))),
  };
}

export function usageModelName(modelId: string): string {
  return modelId === UNKNOWN_MODEL_ID ? "No model: refused before one was found" : modelName(modelId);
}

export function usageKeyName(keyId: string, label: string | null): string {
  return keyId === PLAYGROUND_KEY_ID ? "Playground" : (label ?? keyId);
}

export function usageDeploymentName({ id, modelId, mode }: UsageSurroundings["deployments"][number]): string {
  if (id === NO_DEPLOYMENT_ID) return "No deployment";
  return modelId === null ? id : `${modelName(modelId)}${mode === null ? "" : `, ${MODES[mode]}`}`;
}

/** Two deployments of one model in one mode have the ends of their ids added. */
function toldApart(options: UsageOption[]): UsageOption[] {
  const byName = Map.groupBy(options, ({ name }) => name);
  return options.map(({ id, name }) => ({
    id,
    name: (byName.get(name)?.length ?? 0) > 1 ? `${name} (…${id.slice(-4)})` : name,
  }));
}

function inOrder(options: UsageOption[]): UsageOption[] {
  return options.sort((one, other) => one.name.localeCompare(other.name, "en") || (one.id < other.id ? -1 : 1));
}
