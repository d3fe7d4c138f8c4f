import { MOST_DELIVERY_ATTEMPTS } from "#lib/domain/alerts/delivery-attempts.ts";

const EXAMPLE = `POST /weir HTTP/1.1
content-type: application/json
webhook-id: dlv_01k9xq…
webhook-timestamp: 1795600000
webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=

{"type":"spend_limit.alert","timestamp":"2026-11-14T10:00:00.000Z",
 "data":{"workspace_id":"ws_…","scope":"workspace","scope_id":"ws_…","period":"2026-11",
 "threshold":80,"limit":"500.00","settled":"400.0000021","reaches_limit_at":null}}`;

const CHECK = `import { Webhook } from "standardwebhooks";
new Webhook(secret).verify(rawBody, request.headers);`;

/** What a receiver needs to know. */
export function WebhookGuide() {
  return (
    <details className="border-t border-line pt-4 text-sm">
      <summary className="font-medium">How a call looks and how to check it</summary>
      <div className="mt-3 flex flex-col gap-3 text-ink-muted">
        <Code label="A call" text={EXAMPLE} />
        <p>
          The signature follows Standard Webhooks: HMAC-SHA256 of “id.timestamp.body” with the secret, in base64. Refuse
          calls whose timestamp is more than five minutes old. During a rotation there are two signatures; one that fits
          is enough.
        </p>
        <Code label="To check it in Node.js" text={CHECK} />
        <ul className="flex list-disc flex-col gap-1 pl-5 marker:text-ink-subtle">
          <li>
            Delivery is at least once: a call may come twice under the same <code>webhook-id</code>. Take each id once.
          </li>
          <li>Any answer from 200 to 299 within 5 seconds counts as received. Redirects are not followed.</li>
          <li>
            Otherwise it is tried again after 30 seconds, then after twice as long each time, {MOST_DELIVERY_ATTEMPTS}{" "}
            attempts in all over about four hours. A test is tried once.
          </li>
          <li>
            Only https and public addresses are called. <code>threshold</code> is a percentage or “pace”; amounts are
            exact dollars as text.
          </li>
        </ul>
      </div>
    </details>
  );
}

function Code({ label, text }: { label: string; text: string }) {
  return (
    <section aria-label={label} className="min-w-0">
      <pre className="rounded-lg border border-line bg-surface-sunken p-3 text-xs break-words whitespace-pre-wrap text-ink">
        {text}
      </pre>
    </section>
  );
}
