// Resolves a typed text: the core's answer, or its error with a suggestion; and the prefix that contains an address.

import { addressNumber, isByoipError, type Prefix, parseAddress } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { suggestAddress } from '../errors/input-error.js';
import { rangeOfCidr } from '../lib/address-range.js';
import type { LookupResult } from '../state/page-state.js';

/** The most specific prefix of the account that contains an address; `null` where there is none. */
export function prefixWith(address: string, prefixes: readonly Prefix[]): Prefix | null {
  const { family } = parseAddress(address);
  const number = addressNumber(address);
  let found: Prefix | null = null;
  let size: bigint | null = null;
  for (const prefix of prefixes) {
    if (prefix.cidr.includes(':') !== (family === 6)) continue;
    const { first, last } = rangeOfCidr(prefix.cidr);
    if (number < first || number > last || (size !== null && last - first >= size)) continue;
    found = prefix;
    size = last - first;
  }
  return found;
}

/** Resolves `text` in the open prefix. */
export function resolveInput(text: string, openPrefix: OpenPrefix): LookupResult {
  try {
    return { kind: 'resolved', resolution: openPrefix.resolve(text) };
  } catch (error) {
    if (!isByoipError(error)) throw error;
    return { kind: 'invalid', text, error, suggestion: suggestAddress(text) };
  }
}
