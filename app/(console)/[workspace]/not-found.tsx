import { NotFoundState } from "#components/shell/not-found-state.tsx";

export default function WorkspaceNotFound() {
  return <NotFoundState homeHref="/" homeLabel="Go to your workspace" />;
}
