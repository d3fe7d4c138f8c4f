import { readRouteSizes } from "#scripts/route-sizes/read-route-sizes.ts";
import { MOST_KILOBYTES, routeSizesText } from "#scripts/route-sizes/route-sizes-text.ts";

/** Prints how much JavaScript each screen of the console needs before it works, and fails above the bound. */
const routes = await readRouteSizes(".next");
process.stdout.write(`${routeSizesText(routes)}\n`);
process.exit(routes.length > 0 && routes.every(({ firstBytes }) => firstBytes <= MOST_KILOBYTES * 1_000) ? 0 : 1);
