// The text that the core would accept as an address in place of the one that was typed; it is offered, never used unasked.

import { isByoipError, parseAddress } from '../../../src/js/entry/page.js';

/** Text to look up instead, offered as a button. */
export interface Suggestion {
  readonly text: string;
  /** How it differs from what was typed. */
  readonly explanation: string;
}

/** What a cure leaves out, by what was wrong. */
const WHY: Readonly<Record<string, string>> = {
  'stray-whitespace': 'without the whitespace',
  'zone-id': 'without the zone',
  'ipv4-mapped': 'as the IPv4 address that it wraps',
  'octet-leading-zero': 'in decimal, without the zero',
};

/** The one address that `text` can be meant as, or `null` where there is none. */
export function suggestAddress(text: string): Suggestion | null {
  try {
    parseAddress(text);
    return null;
  } catch (error) {
    if (!isByoipError(error) || error.cure === undefined) return null;
    return { text: error.cure, explanation: WHY[error.code] ?? 'the address alone' };
  }
}
