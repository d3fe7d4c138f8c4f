import { connection } from "next/server";
import { CenteredPage } from "#components/shell/centered-page.tsx";
import { NotFoundState } from "#components/shell/not-found-state.tsx";
import { appName } from "#lib/web/operator-settings.ts";

export default async function NotFound() {
  await connection();
  return (
    <CenteredPage brand={appName()}>
      <NotFoundState homeHref="/" homeLabel="Go to your workspace" />
    </CenteredPage>
  );
}
