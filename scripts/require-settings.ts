import { requireConsoleEnv } from "#lib/platform/require-console-env.ts";

requireConsoleEnv();
