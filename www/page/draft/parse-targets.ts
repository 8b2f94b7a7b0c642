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
export interface TargetFix {
  readonly label: string;
  /** The whole text, mended. */
  readonly text: string;
}

/** What is wrong with the text, and where in it. */
export interface TargetError {
  readonly error: ByoipError;
  readonly start: number;
  readonly end: number;
  readonly fixes: readonly TargetFix[];
}

export type ParsedTargets =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'blocks'; readonly cidrs: readonly string[] }
  /** More blocks than a draft takes at once. */
  | { readonly kind: 'too-many'; readonly most: number }
  | { readonly kind: 'slip'; readonly slip: TargetError };

/** More blocks than this are refused: they come from a mistake, or belong into a file. */
const MAX_BLOCKS = 2000;

interface TargetToken {
  readonly text: string;
  readonly start: number;
}

/** A range with blanks around its dash is one token; commas, semicolons, blanks and line ends separate. */
function splitTargets(text: string): readonly TargetToken[] {
  const pattern = /[^\s,;]+(?:[ \t]*(?:[-‐-―−]|[/∕⁄／])[ \t]*[^\s,;]+)?/gu;
  return [...text.matchAll(pattern)].map((match) => ({ text: match[0], start: match.index }));
}

function parseTarget(token: string): readonly string[] {
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
function suggestedCidr(text: string): string | null {
  try {
    parseCidr(text);
    return null;
  } catch (error) {
    return isByoipError(error) ? (error.cure ?? null) : null;
  }
}

function fixesFor(whole: string, token: TargetToken, error: ByoipError): readonly TargetFix[] {
  const instead = (label: string, text: string): TargetFix => ({
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
  const meant = suggestedCidr(token.text);
  return meant === null ? [] : [instead(`Use ${meant}`, meant)];
}

/** Reads `text`; blocks come in the order of the text, without repetition. O(length). */
export function parseTargets(text: string): ParsedTargets {
  const cidrs = new Set<string>();
  const found = splitTargets(text);
  for (const token of found) {
    try {
      for (const cidr of parseTarget(token.text)) cidrs.add(cidr);
    } catch (error) {
      if (!isByoipError(error)) throw error;
      const isRange = /[-‐-―−]/u.test(token.text);
      const start = token.start + (isRange ? 0 : (error.at?.start ?? 0));
      const end = token.start + (isRange ? token.text.length : (error.at?.end ?? token.text.length));
      return { kind: 'slip', slip: { error, start, end, fixes: fixesFor(text, token, error) } };
    }
    if (cidrs.size > MAX_BLOCKS) return { kind: 'too-many', most: MAX_BLOCKS };
  }
  if (cidrs.size === 0) return { kind: 'nothing' };
  return { kind: 'blocks', cidrs: [...cidrs] };
}
