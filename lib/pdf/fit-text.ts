import { documentText, unprintableCharacters } from "#lib/domain/invoices/printable-text.ts";
import { textWidthPt } from "./document-fonts.ts";

type Room = { readonly widthPt: number; readonly sizePt: number };

/**
 * Text for a column. What the font lacks is written as its Unicode number, so that nobody takes it for something else.
 * Most text is one item, which the renderer breaks at spaces. Text with a word that is wider than the column is broken
 * here into lines, without the hyphens that would seem to be part of the word.
 */
export function fitText(text: string, room: Room): string[] {
  const written = printable(documentText(text));
  const words = written.split(" ");
  if (words.every((word) => isWithin(word, room))) return [written];
  return words
    .flatMap((word) => breakWord(word, room))
    .reduce<string[]>((lines, piece) => addPiece(lines, piece, room), []);
}

function printable(text: string): string {
  return unprintableCharacters(text).reduce(
    (written, character) => written.replaceAll(character, `[U+${codePoint(character)}]`),
    text,
  );
}

function codePoint(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}

function isWithin(text: string, { widthPt, sizePt }: Room): boolean {
  return textWidthPt(text, sizePt) <= widthPt;
}

function breakWord(word: string, room: Room): string[] {
  const pieces: string[] = [""];
  for (const character of word) {
    const longer = `${pieces.at(-1)}${character}`;
    if (isWithin(longer, room)) pieces[pieces.length - 1] = longer;
    else pieces.push(character);
  }
  return pieces;
}

function addPiece(lines: readonly string[], piece: string, room: Room): string[] {
  const last = lines.at(-1);
  const longer = `${last} ${piece}`;
  return last !== undefined && isWithin(longer, room) ? [...lines.slice(0, -1), longer] : [...lines, piece];
}
