import ts from "typescript-5";

export type JsonSchema = { [keyword: string]: unknown };

/**
 * Turns types of the SDK into JSON Schema. Every named type becomes one definition; the filler that keeps enums open
 * is dropped, so that a simulator is held to the values that are declared; decimals are strings, as on the wire.
 */
export class SchemaMaker {
  readonly definitions: Record<string, JsonSchema> = {};
  readonly #checker: ts.TypeChecker;
  readonly #names = new Map<ts.Symbol, string>();
  readonly #taken = new Set<string>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** The schema of a type, or null where nothing of it can be on the wire. */
  schemaOf(type: ts.Type): JsonSchema | null {
    if (isOpenEnumFiller(type)) return null;
    const simple = simpleSchema(type);
    if (simple !== undefined) return simple;
    if (type.isUnion()) return this.#schemaOfUnion(type);
    const symbol = type.aliasSymbol ?? type.symbol;
    if (symbol !== undefined && /^Decimal(Impl)?$/.test(symbol.name)) return { type: "string" };
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
      return { type: "array", items: (item && this.schemaOf(item)) ?? {} };
    }
    return this.#schemaOfObject(type, symbol);
  }

  #schemaOfUnion(type: ts.UnionType): JsonSchema {
    const parts = type.types.map((part) => this.schemaOf(part)).filter((part) => part !== null);
    const literals = parts.filter((part) => "const" in part).map((part) => part.const);
    const rest = parts.filter((part) => !("const" in part));
    if (literals.includes(true) && literals.includes(false)) {
      rest.push({ type: "boolean" });
      literals.splice(0, literals.length, ...literals.filter((literal) => typeof literal !== "boolean"));
    }
    if (literals.length > 0) rest.push({ enum: literals });
    return rest.length === 1 && rest[0] !== undefined ? rest[0] : { anyOf: rest };
  }

  #schemaOfObject(type: ts.Type, symbol: ts.Symbol | undefined): JsonSchema {
    const [index] = this.#checker.getIndexInfosOfType(type);
    if (index !== undefined && this.#checker.getPropertiesOfType(type).length === 0) {
      return { type: "object", additionalProperties: this.schemaOf(index.type) ?? {} };
    }
    const generics = type.aliasTypeArguments ?? this.#typeArguments(type);
    if (symbol === undefined || symbol.name === "__type") return this.#schemaOfFields(type);
    const suffix = generics.map((argument) => this.#nameOf(argument.aliasSymbol ?? argument.symbol));
    const name = [this.#nameOf(symbol), ...suffix].join("_");
    if (this.definitions[name] === undefined) {
      const definition: JsonSchema = {};
      this.definitions[name] = definition;
      Object.assign(definition, this.#schemaOfFields(type));
    }
    return { $ref: `#/$defs/${name}` };
  }

  #schemaOfFields(type: ts.Type): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const property of this.#checker.getPropertiesOfType(type)) {
      if (property.name === "lastResponse") continue;
      const schema = this.schemaOf(this.#checker.getTypeOfSymbol(property));
      if (schema === null) continue;
      properties[property.name] = schema;
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
    }
    return { type: "object", properties, required, additionalProperties: false };
  }

  #typeArguments(type: ts.Type): readonly ts.Type[] {
    const isReference =
      type.flags & ts.TypeFlags.Object && (type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference;
    return isReference ? this.#checker.getTypeArguments(type as ts.TypeReference) : [];
  }

  #nameOf(symbol: ts.Symbol | undefined): string {
    if (symbol === undefined) return "anonymous";
    const known = this.#names.get(symbol);
    if (known !== undefined) return known;
    const qualified = this.#checker
      .getFullyQualifiedName(symbol)
      .replace(/^".*?"\./, "")
      .replace(/[^\w.]/g, "_");
    const file = symbol.declarations?.[0]?.getSourceFile().fileName.split("/").slice(-2).join("_") ?? "";
    const name = this.#taken.has(qualified) ? `${file.replace(/\.d\.ts$/, "")}.${qualified}` : qualified;
    this.#taken.add(name);
    this.#names.set(symbol, name);
    return name;
  }
}

function isOpenEnumFiller(type: ts.Type): boolean {
  return type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.String);
}

/** Undefined for a type that is made of others. */
function simpleSchema(type: ts.Type): JsonSchema | null | undefined {
  const { flags } = type;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
  if (flags & ts.TypeFlags.Never) return { not: {} };
  if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return null;
  if (flags & ts.TypeFlags.Null) return { type: "null" };
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (flags & ts.TypeFlags.BooleanLiteral) {
    return { const: (type as ts.Type & { intrinsicName: string }).intrinsicName === "true" };
  }
  if (flags & ts.TypeFlags.String) return { type: "string" };
  if (flags & ts.TypeFlags.Number) return { type: "number" };
  return undefined;
}
