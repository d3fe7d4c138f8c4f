import type { Nanos } from "#lib/domain/money.ts";
import type { Queryable } from "#lib/platform/postgres.ts";

/** One hold or lease there has ever been, with what was journaled on it when it ended. */
export type NotedHold = {
  readonly request_id: string;
  readonly owner_id: string;
  readonly amount_nanos: Nanos;
  readonly ended_at: Date | null;
  /** What was taken out of it while it was there: of leases, for charges and for holds. */
  readonly drawn_nanos: Nanos;
  readonly is_lease: boolean;
  readonly journal: { readonly output_tokens: number; readonly amount_nanos: string } | null;
};

/** Makes a database note every hold in its own transaction, and the most that a workspace ever had settled and held. */
export async function noteHolds(database: Queryable): Promise<void> {
  await database.query(`
    CREATE TABLE proof_holds (
      request_id uuid PRIMARY KEY, owner_id uuid, amount_nanos bigint, is_lease boolean, drawn_nanos bigint DEFAULT 0,
      ended_at timestamptz, journal jsonb
    );
    CREATE TABLE proof_peaks (workspace_id text PRIMARY KEY, nanos bigint);
    CREATE FUNCTION proof_note_hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        INSERT INTO proof_holds VALUES (NEW.request_id, NEW.owner_id, NEW.amount_nanos, NEW.lease_places IS NOT NULL);
      ELSIF TG_OP = 'UPDATE' THEN
        UPDATE proof_holds SET drawn_nanos = drawn_nanos + OLD.amount_nanos - NEW.amount_nanos
        WHERE request_id = OLD.request_id AND OLD.amount_nanos > NEW.amount_nanos;
      ELSE
        UPDATE proof_holds SET ended_at = clock_timestamp(), journal = OLD.journal WHERE request_id = OLD.request_id;
      END IF;
      RETURN NULL;
    END
    $$;
    CREATE TRIGGER proof_holds AFTER INSERT OR DELETE OR UPDATE OF amount_nanos ON holds FOR EACH ROW EXECUTE FUNCTION proof_note_hold();
    CREATE FUNCTION proof_note_peak() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO proof_peaks AS peak VALUES (NEW.workspace_id, NEW.settled_nanos + NEW.held_nanos)
      ON CONFLICT (workspace_id) DO UPDATE SET nanos = greatest(peak.nanos, excluded.nanos);
      RETURN NULL;
    END
    $$;
    CREATE TRIGGER proof_peaks AFTER INSERT OR UPDATE ON period_spending FOR EACH ROW EXECUTE FUNCTION proof_note_peak();
  `);
}

/** Every hold that a database has noted, by the id of its request. */
export async function notedHolds(database: Queryable): Promise<Map<string, NotedHold>> {
  const { rows } = await database.query<NotedHold>("SELECT * FROM proof_holds");
  return new Map(rows.map((hold) => [hold.request_id, hold]));
}

/** The most that a workspace ever had settled and held together, in nano-dollars. */
export async function notedPeak(database: Queryable, workspaceId: string): Promise<Nanos> {
  const { rows } = await database.query("SELECT nanos FROM proof_peaks WHERE workspace_id = $1", [workspaceId]);
  return rows[0]?.nanos ?? 0n;
}
