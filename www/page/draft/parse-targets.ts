// Parses the address field of the draft: addresses, ranges and CIDRs in any mix. Reports the first error with its position and fixes.

import {
  type ByoipError,
  isByoipError,
  parseAddress,
  parseCidr,
  parseCidrMasked,
  rangeToCidrs,
} from '../../../src/js/entry/page.js';

/** A replacement for the whole text that corrects one error. */
export interface TargetFix {
  readonly label: string;
  readonly text: string;
}

/** The first error, and where it is in the text. */
export interface TargetError {
  readonly error: ByoipError;
  readonly start: number;
  readonly end: number;
  readonly fixes: readonly TargetFix[];
}

export type ParsedTargets =
  | { readonly kind: 'empty' }
  | { readonly kind: 'cidrs'; readonly cidrs: readonly string[] }
  | { readonly kind: 'too-many'; readonly max: number }
  | { readonly kind: 'invalid'; readonly invalid: TargetError };

/** A longer list is most likely a mistake. */
const MAX_CIDRS = 2000;

interface TargetToken {
  readonly text: string;
  readonly start: number;
}

/** Commas, semicolons and white space separate; white space around a dash or slash does not. */
function splitTargets(text: string): readonly TargetToken[] {
  const pattern = /[^\s,;]+(?:[ \t]*(?:[-‐-―−]|[/∕⁄／])[ \t]*[^\s,;]+)?/gu;
  return [...text.matchAll(pattern)].map((match) => ({ text: match[0], start: match.index }));
}

function parseTarget(token: string): readonly string[] {
  const [, first, last] = /^([^-‐-―−]+?)[ \t]*[-‐-―−][ \t]*([^-‐-―−]+)$/u.exec(token) ?? [];
  if (first !== undefined && last !== undefined) {
    // Parsed alone first: an error in an end is reported as one of an address.
    parseAddress(first);
    parseAddress(last);
    return rangeToCidrs(first, last);
  }
  if (token.includes('/')) return [parseCidr(token).cidr];
  const { address, family } = parseAddress(token);
  return [`${address}/${family === 4 ? 32 : 128}`];
}

/** The CIDR or address that the core suggests for a text; `null` where there is none, or more than one. */
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
    return [instead('Swap the ends', `${first}-${last}`)];
  }
  const meant = suggestedCidr(token.text);
  return meant === null ? [] : [instead(`Use ${meant}`, meant)];
}

/** The CIDRs are in the order of the text, each once. O(length). */
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
      return { kind: 'invalid', invalid: { error, start, end, fixes: fixesFor(text, token, error) } };
    }
    if (cidrs.size > MAX_CIDRS) return { kind: 'too-many', max: MAX_CIDRS };
  }
  if (cidrs.size === 0) return { kind: 'empty' };
  return { kind: 'cidrs', cidrs: [...cidrs] };
}
