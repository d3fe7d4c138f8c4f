import { FilterX } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** Where filters leave nothing of a period. */
export function NothingFiltered({ onClear }: { onClear: () => void }) {
  return (
    <Card>
      <EmptyState
        icon={<FilterX />}
        title="No requests match these filters"
        action={<Button onClick={onClear}>Clear filters</Button>}
      >
        All of the filters have to hold for a request to be counted here. Remove one of them or choose another period.
      </EmptyState>
    </Card>
  );
}
