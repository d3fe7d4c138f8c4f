import { globSync, readFileSync } from "node:fs";
import ts from "typescript-5";

/** One operation of the SDK: the request it makes, and the class and method that make it. */
export type SdkRoute = { verb: string; path: string; declaration: string; className: string; method: string };

export const SDK_RESOURCES = "node_modules/stripe/esm/resources";

/** Every operation that the installed SDK can make, read from its source. */
export function sdkRoutes(): SdkRoute[] {
  return globSync(`${SDK_RESOURCES}/**/*.js`).flatMap(routesOf);
}

function routesOf(file: string): SdkRoute[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const routes: SdkRoute[] = [];
  const visit = (node: ts.Node): void => {
    const route = routeOf(node, source);
    if (route !== null) routes.push({ ...route, declaration: file.replace(/\.js$/, ".d.ts") });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return routes;
}

function routeOf(node: ts.Node, source: ts.SourceFile): Omit<SdkRoute, "declaration"> | null {
  if (!ts.isCallExpression(node) || !node.expression.getText(source).endsWith("_makeRequest")) return null;
  const [verb, path] = node.arguments;
  const method = ts.findAncestor(node, ts.isMethodDeclaration);
  if (verb === undefined || path === undefined || method === undefined || !ts.isClassLike(method.parent)) return null;
  return {
    verb: (verb as ts.StringLiteral).text,
    path: path
      .getText(source)
      .replace(/^[`'"]|[`'"]$/g, "")
      .replace(/\$\{encodeURIComponent\((\w+)\)\}/g, "{$1}"),
    className: method.parent.name?.text ?? "",
    method: method.name.getText(source),
  };
}
