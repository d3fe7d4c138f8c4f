import { runStack } from "#scripts/stack/run-stack.ts";

await runStack("development", "npm run dev");
