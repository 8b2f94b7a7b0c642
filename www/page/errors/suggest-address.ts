// Suggests a valid address in place of an invalid one. The page offers it and never uses it on its own.

import { isByoipError, parseAddress } from '../../../src/js/entry/page.js';

/** Text to look up instead, offered as a button. */
export interface Suggestion {
  readonly text: string;
  /** How it differs from what was typed. */
  readonly explanation: string;
}

/** How the suggestion differs, by error code. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  'stray-whitespace': 'without the whitespace',
  'zone-id': 'without the zone',
  'ipv4-mapped': 'as the IPv4 address that it contains',
  'octet-leading-zero': 'decimal, without the leading zero',
};

/** The only address that `text` can mean; `null` where there is none. */
export function suggestAddress(text: string): Suggestion | null {
  try {
    parseAddress(text);
    return null;
  } catch (error) {
    if (!isByoipError(error) || error.cure === undefined) return null;
    return { text: error.cure, explanation: EXPLANATIONS[error.code] ?? 'the address only' };
  }
}
