import { log } from "#lib/platform/log.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import type { KeptReply } from "./claimed-event.ts";
import type { Claim } from "./read-claim.ts";

/** Who claims: a request of a workspace's key. */
export type Claimant = {
  readonly requestId: string;
  readonly key: { readonly workspaceId: string; readonly apiKeyId: string };
};

/** Whose the key is now: the claimant's, or another request's, with its reply once that has ended. */
export type ClaimAnswer =
  | { readonly isOurs: true }
  | {
      readonly isOurs: false;
      readonly requestId: string;
      readonly isSameBody: boolean;
      /** Null while the request is under way. */
      readonly reply: KeptReply | null;
    };

/** Idempotency keys, of which each is one request's for 24 hours. */
export type ReplyClaims = {
  /** Rejects when the store is away, and then it is not known whose the key is. */
  claim(claimant: Claimant, claim: Claim): Promise<ClaimAnswer>;
  /** Lets go of a key whose request ended without an answer to keep. Does not reject. */
  release(claimant: Claimant, keyHash: string): Promise<void>;
};

type ReplyRow = {
  request_id: string;
  body_hash: string;
  headers: Record<string, string> | null;
  answer: string | null;
};

/** @param ownerId the process that serves the claimants */
export function createReplyClaims(database: Queryable, ownerId: string): ReplyClaims {
  return {
    claim: async ({ requestId, key }, { keyHash, bodyHash }) => {
      const { rows } = await database.query<ReplyRow>({
        name: "claim_reply",
        text: "SELECT request_id, body_hash, headers, answer FROM claim_reply($1, $2, $3, $4, $5::uuid, $6::uuid)",
        values: [key.workspaceId, key.apiKeyId, keyHash, bodyHash, requestId, ownerId],
      });
      const [row] = rows;
      if (!row) throw new Error("A claim gave no answer");
      if (row.request_id === requestId) return { isOurs: true };
      const { headers, answer } = row;
      const isSameBody = row.body_hash === bodyHash;
      return { isOurs: false, requestId: row.request_id, isSameBody, reply: headers && { headers, answer } };
    },
    release: async ({ requestId, key }, keyHash) => {
      await database
        .query({
          name: "release_claim",
          text: `DELETE FROM idempotent_replies
            WHERE workspace_id = $1 AND api_key_id = $2 AND key_hash = $3 AND request_id = $4::uuid AND finished_at IS NULL`,
          values: [key.workspaceId, key.apiKeyId, keyHash, requestId],
        })
        .catch((error) => log.error("idempotency.release_failed", error, { requestId }));
    },
  };
}
