import { runStack } from "#scripts/stack/run-stack.ts";

await runStack("production", "npm run demo");
