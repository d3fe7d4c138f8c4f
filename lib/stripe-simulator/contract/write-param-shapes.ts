import { writeFileSync } from "node:fs";
import { generateSchemas } from "./generate-schemas.ts";
import { paramShapes } from "./param-shapes.ts";

writeFileSync("lib/stripe-simulator/core/generated/param-shapes.json", JSON.stringify(paramShapes(generateSchemas())));
