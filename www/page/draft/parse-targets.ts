// Reads what a person types for addresses: hosts, ranges and blocks in any mix; the first slip is named with its place and cures.

import {
  type ByoipError,
  isByoipError,
  parseAddress,
  parseCidr,
  parseCidrMasked,
  rangeToCidrs,
} from '../../../src/js/entry/page.js';

/** A text that would be accepted in place of the one at fault. */
export interface Cure {
  readonly label: string;
  /** The whole text, mended. */
  readonly text: string;
}

/** What is wrong with the text, and where in it. */
export interface Slip {
  readonly error: ByoipError;
  readonly start: number;
  readonly end: number;
  readonly cures: readonly Cure[];
}

export type Wanted =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'blocks'; readonly cidrs: readonly string[] }
  /** More blocks than a draft takes at once. */
  | { readonly kind: 'too-many'; readonly most: number }
  | { readonly kind: 'slip'; readonly slip: Slip };

/** More blocks than this are refused: they come from a mistake, or belong into a file. */
const MOST_BLOCKS = 2000;

interface Token {
  readonly text: string;
  readonly start: number;
}

/** A range with blanks around its dash is one token; commas, semicolons, blanks and line ends separate. */
function tokens(text: string): readonly Token[] {
  const pattern = /[^\s,;]+(?:[ \t]*(?:[-‐-―−]|[/∕⁄／])[ \t]*[^\s,;]+)?/gu;
  return [...text.matchAll(pattern)].map((match) => ({ text: match[0], start: match.index }));
}

function blocksOf(token: string): readonly string[] {
  const [, first, last] = /^([^-‐-―−]+?)[ \t]*[-‐-―−][ \t]*([^-‐-―−]+)$/u.exec(token) ?? [];
  if (first !== undefined && last !== undefined) {
    // Each end is read by itself first, so that a slip is named as one of an address.
    parseAddress(first);
    parseAddress(last);
    return rangeToCidrs(first, last);
  }
  if (token.includes('/')) return [parseCidr(token).cidr];
  const { address, family } = parseAddress(token);
  return [`${address}/${family === 4 ? 32 : 128}`];
}

/** The block or address that a text can be meant as; `null` where there is none, or more than one. */
function cureOf(text: string): string | null {
  try {
    parseCidr(text);
    return null;
  } catch (error) {
    return isByoipError(error) ? (error.cure ?? null) : null;
  }
}

function curesFor(whole: string, token: Token, error: ByoipError): readonly Cure[] {
  const instead = (label: string, text: string): Cure => ({
    label,
    text: whole.slice(0, token.start) + text + whole.slice(token.start + token.text.length),
  });
  if (error.code === 'host-bits-set') {
    const { cidr, family } = parseCidrMasked(token.text);
    const [host = ''] = token.text.split('/');
    const { address } = parseAddress(host);
    return [
      instead(`Use the block ${cidr}`, cidr),
      instead(`Use the address ${address}`, `${address}/${family === 4 ? 32 : 128}`),
    ];
  }
  if (error.code === 'range-reversed') {
    const [last = '', first = ''] = token.text.split(/[ \t]*[-‐-―−][ \t]*/u);
    return [instead('Turn it around', `${first}-${last}`)];
  }
  const meant = cureOf(token.text);
  return meant === null ? [] : [instead(`Use ${meant}`, meant)];
}

/** Reads `text`; blocks come in the order of the text, without repetition. O(length). */
export function readWanted(text: string): Wanted {
  const cidrs = new Set<string>();
  const found = tokens(text);
  for (const token of found) {
    try {
      for (const cidr of blocksOf(token.text)) cidrs.add(cidr);
    } catch (error) {
      if (!isByoipError(error)) throw error;
      const isRange = /[-‐-―−]/u.test(token.text);
      const start = token.start + (isRange ? 0 : (error.at?.start ?? 0));
      const end = token.start + (isRange ? token.text.length : (error.at?.end ?? token.text.length));
      return { kind: 'slip', slip: { error, start, end, cures: curesFor(text, token, error) } };
    }
    if (cidrs.size > MOST_BLOCKS) return { kind: 'too-many', most: MOST_BLOCKS };
  }
  if (cidrs.size === 0) return { kind: 'nothing' };
  return { kind: 'blocks', cidrs: [...cidrs] };
}
