import { Segmented } from "#components/ui/segmented.tsx";
import type { UsageGroup } from "#lib/domain/usage/usage-query.ts";

const GROUPS = [
  { value: "model", label: "Model" },
  { value: "key", label: "Key" },
  { value: "member", label: "Member" },
  { value: "deployment", label: "Deployment" },
] as const;

type GroupPickerProps = { groupBy: UsageGroup; onChange: (groupBy: UsageGroup) => void };

export function GroupPicker({ groupBy, onChange }: GroupPickerProps) {
  return <Segmented label="Stack daily cost by" value={groupBy} options={GROUPS} onChange={onChange} />;
}
