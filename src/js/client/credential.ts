// Finds what is wrong with a token, key or e-mail address that was typed or pasted and cannot be sent in a header.

import { codePointName, HIDDEN } from '../text/hidden.js';

/** What is wrong with a credential, and the fix. Contains no part of the credential. */
export interface CredentialProblem {
  readonly problem: string;
  readonly help: string;
}

const QUOTES = /^["'`\u00ab\u2018-\u201f\u2039]|["'`\u00bb\u2018-\u201f\u203a]$/u;
const LINE_END = /[\r\n\u0085\u2028\u2029]/u;
const SPACE = /[\p{Zs}\t]/u;
const NOT_PRINTABLE_ASCII = /[^!-~]/u;

/** What is wrong with a non-empty credential; null where a header can carry it. */
export function credentialProblem(text: string): CredentialProblem | null {
  const found = (problem: string, help: string): CredentialProblem => ({ problem, help });
  const blank = `(?:\\s|${HIDDEN.source})+`;
  const bare = text.replace(new RegExp(`^${blank}|${blank}$`, 'gu'), '');
  if (bare === '') return found('is blank', 'copy it again');
  if (/^(x-)?auth[a-z-]*\s*:/i.test(bare))
    return found('begins with the name of a header', 'remove the name of the header and `Bearer`');
  if (/^bearer(\s|$)/i.test(bare))
    return found('begins with `Bearer`', 'remove `Bearer`: the client adds it');
  if (QUOTES.test(bare)) return found('is in quotes', 'remove the quotes');
  if (LINE_END.test(text))
    return found('contains a line end', 'remove the line end, such as the one at the end of a file');
  const hidden = text.match(HIDDEN)?.[0];
  if (hidden !== undefined)
    return found(
      `contains the invisible character ${codePointName(hidden)}`,
      'copy it again without invisible characters',
    );
  const space = SPACE.exec(text)?.[0];
  if (space !== undefined)
    return found(`contains a space${space === ' ' ? '' : ` (${codePointName(space)})`}`, 'remove the space');
  const strange = NOT_PRINTABLE_ASCII.exec(text)?.[0];
  return strange === undefined
    ? null
    : found(
        `contains the character ${codePointName(strange)}, which a header cannot carry`,
        'copy it again: the character may be a look-alike',
      );
}
