const FORM = /^quote_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Whether a text has the form of a quote's id, which a table can be asked for. It says nothing about there being one. */
export function isQuoteId(text: string): boolean {
  return FORM.test(text);
}
