import type { Db } from "#lib/data/client.ts";
import { actorId } from "#lib/domain/actor.ts";
import type { AuditEntry, JsonValue } from "#lib/domain/audit.ts";
import { newId } from "#lib/platform/ids.ts";
import { Prisma } from "#prisma/generated/client.ts";

/** Appends an entry. Give it the transaction that makes the change. */
export async function insertAuditEntry(db: Db, entry: AuditEntry): Promise<void> {
  const { actor, before, after, ...rest } = entry;
  await db.auditEntry.create({
    data: {
      ...rest,
      auditEntryId: newId("auditEntry", entry.at),
      actorType: actor.type,
      actorId: actorId(actor),
      before: toJson(before),
      after: toJson(after),
    },
    select: { auditEntryId: true },
  });
}

function toJson(value: JsonValue) {
  return value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue);
}
