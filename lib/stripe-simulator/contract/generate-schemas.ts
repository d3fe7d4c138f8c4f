import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript-5";
import { ENDPOINTS } from "./endpoints.ts";
import { type JsonSchema, SchemaMaker } from "./schema-of-type.ts";
import { type SdkRoute, sdkRoutes } from "./sdk-routes.ts";

export type Schemas = {
  sdkVersion: string;
  /** By endpoint (`POST /v1/customers`). */
  requests: Record<string, JsonSchema>;
  responses: Record<string, JsonSchema>;
  /** Whole events, by type. */
  events: Record<string, JsonSchema>;
  definitions: Record<string, JsonSchema>;
};

/** Events about objects that Weir does not use would bring in most of Stripe's objects. */
const EVENTS =
  /^(billing_portal|cash_balance|charge|checkout|credit_note|customer|customer_cash_balance_transaction|invoice|invoice_payment|invoiceitem|mandate|payment_intent|payment_method|price|product|refund|setup_intent|subscription_schedule|test_helpers)\./;

/** Words that Stripe sends and its SDK leaves to the opening of its lists. */
const UNDECLARED = [{ type: "FundingInstructions.BankTransfer", field: "type", word: "us_bank_transfer" }];

const NO_PARAMS: JsonSchema = { type: "object", properties: {}, additionalProperties: false };

let generated: Schemas | null = null;

/** Schemas of everything that the 86 endpoints take and give, made from the installed SDK and kept until it changes. */
export function generateSchemas(): Schemas {
  generated ??= readOrMake();
  return generated;
}

function readOrMake(): Schemas {
  const { version } = JSON.parse(readFileSync("node_modules/stripe/package.json", "utf8")) as { version: string };
  const cache = `node_modules/.cache/weir/stripe-schemas-${version}-${makerDigest()}.json`;
  try {
    return JSON.parse(readFileSync(cache, "utf8")) as Schemas;
  } catch {
    const schemas = makeSchemas(version);
    mkdirSync(dirname(cache), { recursive: true });
    writeFileSync(`${cache}.${process.pid}`, JSON.stringify(schemas));
    renameSync(`${cache}.${process.pid}`, cache);
    return schemas;
  }
}

/** What was made by other rules is not taken from the cache. */
function makerDigest(): string {
  const hash = createHash("sha256");
  for (const file of ["generate-schemas.ts", "schema-of-type.ts", "sdk-routes.ts", "endpoints.txt"]) {
    hash.update(readFileSync(join(import.meta.dirname, file)));
  }
  return hash.digest("hex").slice(0, 8);
}

function makeSchemas(sdkVersion: string): Schemas {
  const routes = sdkRoutes().filter((route) => ENDPOINTS.includes(`${route.verb} ${route.path}`));
  const entry = resolve("node_modules/stripe/esm/stripe.esm.node.d.ts");
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ["lib.es2022.d.ts"],
  });
  const checker = program.getTypeChecker();
  const maker = new SchemaMaker(checker);
  const requests: Record<string, JsonSchema> = {};
  const responses: Record<string, JsonSchema> = {};
  for (const route of routes) {
    const signature = signatureOf(program, checker, route);
    requests[`${route.verb} ${route.path}`] = requestSchema(checker, maker, signature);
    responses[`${route.verb} ${route.path}`] = responseSchema(checker, maker, signature);
  }
  const events = eventSchemas(program, checker, maker);
  addUndeclared(maker.definitions);
  return {
    sdkVersion,
    requests,
    responses,
    events,
    definitions: maker.definitions,
  };
}

function signatureOf(program: ts.Program, checker: ts.TypeChecker, route: SdkRoute): ts.Signature {
  const source = program.getSourceFile(resolve(route.declaration));
  const declaration = source?.statements.find(
    (statement) => ts.isClassDeclaration(statement) && statement.name?.text === route.className,
  ) as ts.ClassDeclaration | undefined;
  const method = declaration?.members.find((member) => member.name?.getText(source) === route.method);
  const signature = method && checker.getSignatureFromDeclaration(method as ts.MethodDeclaration);
  if (signature === undefined) throw new Error(`No declaration of ${route.className}.${route.method}.`);
  return signature;
}

function requestSchema(checker: ts.TypeChecker, maker: SchemaMaker, signature: ts.Signature): JsonSchema {
  const params = signature.getParameters().find((parameter) => parameter.name === "params");
  if (params === undefined) return NO_PARAMS;
  return maker.schemaOf(checker.getNonNullableType(checker.getTypeOfSymbol(params))) ?? NO_PARAMS;
}

function responseSchema(checker: ts.TypeChecker, maker: SchemaMaker, signature: ts.Signature): JsonSchema {
  const returned = signature.getReturnType();
  const [argument] = returned.aliasTypeArguments ?? checker.getTypeArguments(returned as ts.TypeReference);
  if (argument === undefined) throw new Error("An operation that returns no promise.");
  if (returned.symbol.name === "Promise") {
    const [inner] = argument.aliasTypeArguments ?? [];
    return maker.schemaOf(inner ?? argument) ?? {};
  }
  return {
    type: "object",
    properties: {
      object: { const: "list" },
      data: { type: "array", items: maker.schemaOf(argument) ?? {} },
      has_more: { type: "boolean" },
      url: { type: "string" },
    },
    required: ["object", "data", "has_more", "url"],
    additionalProperties: false,
  };
}

function eventSchemas(program: ts.Program, checker: ts.TypeChecker, maker: SchemaMaker): Record<string, JsonSchema> {
  const source = program.getSourceFile(resolve("node_modules/stripe/esm/resources/Events.d.ts"));
  const schemas: Record<string, JsonSchema> = {};
  for (const statement of source?.statements ?? []) {
    if (!ts.isInterfaceDeclaration(statement)) continue;
    const type = checker.getTypeAtLocation(statement);
    const kind = type.getProperty("type");
    const kindType = kind && checker.getTypeOfSymbol(kind);
    if (!kindType?.isStringLiteral() || !EVENTS.test(kindType.value)) continue;
    schemas[kindType.value] = maker.schemaOf(type) ?? {};
  }
  return schemas;
}

/** Fails when the SDK has come to declare such a word, so that the list of them stays short. */
function addUndeclared(definitions: Record<string, JsonSchema>): void {
  for (const { type, field, word } of UNDECLARED) {
    const properties = definitions[type]?.properties as Record<string, { enum: string[] }> | undefined;
    const words = properties?.[field]?.enum;
    if (words === undefined || words.includes(word)) throw new Error(`${type}.${field}: take ${word} off the list.`);
    words.push(word);
  }
}
