/** A page as a browser without scripts has it: redirects within the simulator are followed, those out of it are not. */
export type PageVisit = {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  /** Where the browser was sent that is outside of the simulator; null while it is on a page of it. */
  readonly leftFor: string | null;
  /** Sends the page's form. */
  submit(fields: Record<string, string>): Promise<PageVisit>;
};

export const GOOD_CARD = cardNumbered("4242 4242 4242 4242");
export const DECLINED_CARD = cardNumbered("4000 0000 0000 0002");
export const AUTHENTICATED_CARD = cardNumbered("4000 0025 0000 3155");

export function visitPage(url: string): Promise<PageVisit> {
  return visit(url, { method: "GET" });
}

async function visit(url: string, init: RequestInit): Promise<PageVisit> {
  const response = await fetch(url, { ...init, redirect: "manual" });
  const location = response.headers.get("location");
  const target = location === null ? null : new URL(location, url);
  if (target && target.origin === new URL(url).origin) return visit(target.href, { method: "GET" });
  return {
    url,
    status: response.status,
    text: await response.text(),
    leftFor: target?.href ?? null,
    submit: (fields) => visit(url, { method: "POST", body: new URLSearchParams(fields) }),
  };
}

function cardNumbered(number: string) {
  return { method: "card", number, expiry: "12 / 34", cvc: "123" };
}
