export const WEBHOOK_URL_MAX = 500;

const LOCAL_NAME = /^(localhost|[^.]+|.*\.(localhost|local|internal|home|lan|test|invalid|example|onion|arpa))\.?$/;
const LITERAL = /^(\[.*\]|\d{1,3}(\.\d{1,3}){3})$/;

export type ParsedWebhookUrl =
  | { readonly isValid: true; readonly url: string }
  | {
      readonly isValid: false;
      readonly reason: "unreadable" | "too_long" | "not_https" | "has_password" | "not_public";
    };

/**
 * Reads the address of a webhook as a person types it. Only https at a public name is let through here; what the name
 * resolves to is looked at before every call.
 */
export function parseWebhookUrl(text: string): ParsedWebhookUrl {
  const url = URL.parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol)) return { isValid: false, reason: "unreadable" };
  if (url.protocol !== "https:") return { isValid: false, reason: "not_https" };
  if (url.username !== "" || url.password !== "") return { isValid: false, reason: "has_password" };
  if (LOCAL_NAME.test(url.hostname) || LITERAL.test(url.hostname)) return { isValid: false, reason: "not_public" };
  url.hash = "";
  return url.href.length > WEBHOOK_URL_MAX ? { isValid: false, reason: "too_long" } : { isValid: true, url: url.href };
}
