// Hidden characters: those that are invisible, or change how the characters around them are displayed.

/**
 * Control, format and private-use characters, line and paragraph separators, default ignorables (zero-width characters,
 * fillers, variation selectors, tags), noncharacters and lone surrogates; the group is for `split`. `src/hidden.rs` has the
 * same set, and `tests/vectors/hidden.json` holds both.
 */
export const HIDDEN =
  /([\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}])/gu;

/** True where the text has a hidden character. */
export function hasHidden(text: string): boolean {
  return text.search(HIDDEN) >= 0;
}

/** The text with each hidden character as `write` shows it, `\u{200b}` by default. O(length). */
export function showHidden(
  text: string,
  write = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`,
): string {
  return text.replace(HIDDEN, (character) => write(character));
}

/** The number of a character, such as `U+200B`. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** JSON text with `\u` escapes for hidden characters, which keep the data; line feeds between tokens stay. O(length). */
export function escapeJson(json: string): string {
  const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return showHidden(json, (character) =>
    character === '\n' ? character : character.split('').map(escapeUnit).join(''),
  );
}
