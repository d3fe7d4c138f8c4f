import { runStack } from "./stack.ts";

await runStack("production", "npm run demo");
