/** Whether text holds what no id and no name in an address has. A NUL among them cannot even be looked for in PostgreSQL. */
export function hasControlCharacters(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
