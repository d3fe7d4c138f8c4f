import { CenteredPage } from "#components/shell/centered-page.tsx";
import { NotFoundState } from "#components/shell/not-found-state.tsx";

export default function NotFound() {
  return (
    <CenteredPage brand="Weir">
      <NotFoundState homeHref="/" homeLabel="Go to your workspace" />
    </CenteredPage>
  );
}
