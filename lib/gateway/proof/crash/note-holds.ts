import type { Nanos } from "#lib/domain/money.ts";
import type { Queryable } from "#lib/platform/postgres.ts";

/** One hold or lease there has ever been, with what was journaled on it when it ended. */
export type NotedHold = {
  readonly request_id: string;
  readonly owner_id: string;
  readonly amount_nanos: Nanos;
  readonly noted_at: Date;
  readonly ended_at: Date | null;
  readonly is_lease: boolean;
  readonly journal: { readonly output_tokens: number; readonly amount_nanos: string } | null;
};

/** A transaction in which something was taken out of leases, or charged without a hold. Amounts are nano-dollars. */
type LeaseMove = {
  readonly transaction: string;
  readonly drawn: Nanos;
  readonly carved: Nanos;
  readonly charged: Nanos;
};

/**
 * Makes a database note every hold, and what each transaction takes out of leases, carves into holds and charges, and
 * the most that a workspace ever had settled and held.
 */
export async function noteHolds(database: Queryable): Promise<void> {
  await database.query(`
    CREATE TABLE proof_holds (
      request_id uuid PRIMARY KEY, owner_id uuid, amount_nanos bigint, is_lease boolean,
      noted_at timestamptz DEFAULT clock_timestamp(), ended_at timestamptz, journal jsonb
    );
    CREATE TABLE proof_moves (transaction xid8 DEFAULT pg_current_xact_id(), kind text, request_id uuid, nanos bigint);
    CREATE TABLE proof_peaks (workspace_id text PRIMARY KEY, nanos bigint);
    CREATE FUNCTION proof_note_hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        INSERT INTO proof_holds (request_id, owner_id, amount_nanos, is_lease)
        VALUES (NEW.request_id, NEW.owner_id, NEW.amount_nanos, NEW.lease_places IS NOT NULL);
        INSERT INTO proof_moves (kind, request_id, nanos)
        SELECT 'carved', NEW.request_id, NEW.amount_nanos WHERE NEW.lease_places IS NULL;
      ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO proof_moves (kind, request_id, nanos)
        SELECT 'drawn', OLD.request_id, OLD.amount_nanos - NEW.amount_nanos
        WHERE OLD.lease_places IS NOT NULL AND OLD.amount_nanos > NEW.amount_nanos;
      ELSE
        UPDATE proof_holds SET ended_at = clock_timestamp(), journal = OLD.journal WHERE request_id = OLD.request_id;
      END IF;
      RETURN NULL;
    END
    $$;
    CREATE TRIGGER proof_holds AFTER INSERT OR DELETE OR UPDATE OF amount_nanos ON holds FOR EACH ROW EXECUTE FUNCTION proof_note_hold();
    CREATE FUNCTION proof_note_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO proof_moves (kind, request_id, nanos) VALUES ('charged', NEW.request_id, NEW.amount_nanos);
      RETURN NULL;
    END
    $$;
    CREATE TRIGGER proof_events AFTER INSERT ON usage_events FOR EACH ROW EXECUTE FUNCTION proof_note_event();
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

/**
 * The transactions in which what was taken out of leases is not, to the nano-dollar, what was made holds of in it and
 * what was charged in it to requests that never had holds.
 */
export async function unbalancedMoves(database: Queryable): Promise<LeaseMove[]> {
  const { rows } = await database.query<LeaseMove>(`
    SELECT * FROM (
      SELECT transaction::text, coalesce(sum(nanos) FILTER (WHERE kind = 'drawn'), 0)::bigint AS drawn,
        coalesce(sum(nanos) FILTER (WHERE kind = 'carved'), 0)::bigint AS carved,
        coalesce(sum(nanos) FILTER (WHERE kind = 'charged' AND proof_holds.request_id IS NULL), 0)::bigint AS charged
      FROM proof_moves LEFT JOIN proof_holds USING (request_id) GROUP BY 1
    ) AS moves
    WHERE (drawn > 0 OR charged > 0) AND drawn <> carved + charged`);
  return rows;
}

/** The most that a workspace ever had settled and held together, in nano-dollars. */
export async function notedPeak(database: Queryable, workspaceId: string): Promise<Nanos> {
  const { rows } = await database.query("SELECT nanos FROM proof_peaks WHERE workspace_id = $1", [workspaceId]);
  return rows[0]?.nanos ?? 0n;
}
