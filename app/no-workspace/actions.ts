"use server";

import { redirect } from "next/navigation";
import { createMissingWorkspace } from "#lib/auth/create-missing-workspace.ts";

export async function createWorkspaceAction(): Promise<void> {
  redirect(await createMissingWorkspace());
}
