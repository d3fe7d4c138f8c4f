/** The cards that pages offer to fill in, and what they do. */
export const TEST_CARDS = [
  { number: "4242424242424242", label: "Succeeds" },
  { number: "4000002500003155", label: "Needs authentication" },
  { number: "4000000000000002", label: "Declined" },
  { number: "4000000000009995", label: "Insufficient funds" },
  { number: "4000000000000341", label: "Saved, declined later" },
] as const;

/** A card number in groups of four. */
export function groupCardNumber(number: string): string {
  return number.replaceAll(/(\d{4})(?=\d)/g, "$1 ");
}
