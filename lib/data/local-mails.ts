import type { Db } from "#lib/data/client.ts";

export type LocalMailRow = { id: string; to: string; subject: string; text: string; sentAt: Date };

export async function insertLocalMail(db: Db, mail: LocalMailRow): Promise<void> {
  await db.localMail.create({ data: mail, select: { id: true } });
}

/** The newest mails first. */
export async function listLocalMails(
  db: Db,
  { to, limit }: { to: string | null; limit: number },
): Promise<LocalMailRow[]> {
  return db.localMail.findMany({
    where: to === null ? {} : { to },
    select: { id: true, to: true, subject: true, text: true, sentAt: true },
    orderBy: [{ sentAt: "desc" }, { id: "desc" }],
    take: limit,
  });
}
