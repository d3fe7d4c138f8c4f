const COUNT = new Intl.NumberFormat("en-US");

/** A whole number with its thousands grouped: "1,204,311". */
export function formatCount(value: number): string {
  return COUNT.format(value);
}
