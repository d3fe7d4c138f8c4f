import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum, type SqlQuery } from "@prisma/driver-adapter-utils";
import pg from "pg";

/** PostgreSQL's one-byte "char" type, used by its catalogs and unknown to the stock adapter. */
const CHAR_TYPE_OID = 18;
const TEXT_TYPE_OID = 25;

type StockAdapter = Awaited<ReturnType<PrismaPg["connect"]>>;
type QueryAdapter = Pick<StockAdapter, "queryRaw" | "executeScript"> & {
  performIO(query: SqlQuery): Promise<{ fields: { name: string; dataTypeID: number }[]; rows: unknown[] }>;
};

/** The stock adapter, taught what describing a schema needs: "char" columns, and scripts sent whole instead of cut at semicolons. */
export class SchemaPg extends PrismaPg {
  readonly #databaseUrl: string;
  readonly #connections: StockAdapter[] = [];

  constructor(databaseUrl: string) {
    super({ connectionString: databaseUrl });
    this.#databaseUrl = databaseUrl;
  }

  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    this.#connections.push(adapter);
    readCharColumns(adapter as unknown as QueryAdapter);
    adapter.executeScript = (script) => executeWhole(this.#databaseUrl, script);
    return adapter;
  }

  /** Closes what the engine leaves open, with the migration lock that its session still holds. */
  async dispose(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.dispose()));
  }
}

function readCharColumns(adapter: QueryAdapter): void {
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  const charColumns = new WeakMap<object, Set<number>>();
  adapter.performIO = async (query) => {
    const { fields, rows } = await performIO(query);
    charColumns.set(query, new Set(fields.keys().filter((column) => fields[column]?.dataTypeID === CHAR_TYPE_OID)));
    const readable = fields.map((field) => ({
      ...field,
      dataTypeID: field.dataTypeID === CHAR_TYPE_OID ? TEXT_TYPE_OID : field.dataTypeID,
    }));
    return { fields: readable, rows };
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnTypes.map((type, column) =>
      charColumns.get(query)?.has(column) ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
}

async function executeWhole(databaseUrl: string, script: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(script);
  } finally {
    await client.end();
  }
}
