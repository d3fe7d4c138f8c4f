import { rmSync } from "node:fs";
import { join } from "node:path";
import type { SeededWorkspace } from "#prisma/seed/main.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

/** What a running demo tells other programs. */
export type Demo = {
  consoleUrl: string;
  gatewayUrl: string;
  mailboxUrl: string;
  /** Where the Stripe simulator is; null when payments go to Stripe itself. */
  stripeUrl: string | null;
  databaseUrl: string;
  workspaces: SeededWorkspace[];
};

export const demoFilePath = (dataPath: string): string => join(dataPath, "demo.json");

export async function writeDemoFile(dataPath: string, demo: Demo): Promise<void> {
  await writeFileAtomically(demoFilePath(dataPath), `${JSON.stringify(demo, null, 2)}\n`);
}

/** The file is there while the demo runs, and only then. */
export function removeDemoFile(dataPath: string): void {
  rmSync(demoFilePath(dataPath), { force: true });
}
