// Tokens, keys and e-mail addresses as they are typed and pasted: what around them no header can carry, by name.

/** What is wrong with a credential, and the cure. Nothing of the credential itself is in it. */
export interface CredentialProblem {
  readonly problem: string;
  readonly help: string;
}

const QUOTES = /^["'`\u00ab\u2018-\u201f\u2039]|["'`\u00bb\u2018-\u201f\u203a]$/u;
const LINE_END = /[\r\n\u0085\u2028\u2029]/u;
const SPACE = /[\p{Zs}\t]/u;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
const NOT_PRINTABLE_ASCII = /[^!-~]/u;

/** What is wrong with a credential that is not empty; null where a header can carry it. */
export function credentialProblem(text: string): CredentialProblem | null {
  const found = (problem: string, help: string): CredentialProblem => ({ problem, help });
  const bare = text.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
  if (bare === '') return found('is blank', 'copy it again');
  if (/^(x-)?auth[a-z-]*\s*:/i.test(bare))
    return found('begins with the name of a header', 'leave the name of the header and `Bearer` away');
  if (/^bearer(\s|$)/i.test(bare)) return found('begins with `Bearer`', 'leave `Bearer` away: it is added');
  if (QUOTES.test(bare)) return found('stands in quotes', 'leave the quotes away');
  if (LINE_END.test(text))
    return found('holds a line end', 'remove the line end, such as the last one of a file');
  const hidden = HIDDEN.exec(text)?.[0];
  if (hidden !== undefined)
    return found(
      `holds the hidden character ${codePoint(hidden)}`,
      'copy it again without what cannot be seen',
    );
  const space = SPACE.exec(text)?.[0];
  if (space !== undefined)
    return found(`holds a space${space === ' ' ? '' : ` (${codePoint(space)})`}`, 'remove the space');
  const strange = NOT_PRINTABLE_ASCII.exec(text)?.[0];
  return strange === undefined
    ? null
    : found(
        `holds the character ${codePoint(strange)}, which no header can carry`,
        'copy it again: a look-alike may stand in it',
      );
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
