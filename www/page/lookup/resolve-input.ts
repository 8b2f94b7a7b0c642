// Resolves a typed text: the core's answer, or its error with a suggestion.

import { covers, isByoipError, type Prefix, parseAddress } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { suggestAddress } from '../errors/input-error.js';
import type { LookupResult } from '../state/page-state.js';

/** The other prefix of the account that contains an address. */
function otherPrefixWith(
  address: string,
  openPrefix: OpenPrefix,
  prefixes: readonly Prefix[],
): Prefix | null {
  const { family } = parseAddress(address);
  const host = `${address}/${family === 4 ? 32 : 128}`;
  const others = prefixes.filter(({ id }) => id !== openPrefix.prefix.id);
  return others.find(({ cidr }) => cidr.includes(':') === (family === 6) && covers(cidr, host)) ?? null;
}

/** Resolves `text` in the open prefix. */
export function resolveInput(
  text: string,
  openPrefix: OpenPrefix,
  prefixes: readonly Prefix[],
): LookupResult {
  try {
    const resolution = openPrefix.resolve(text);
    const isOutside = resolution.reason === 'outside-prefix';
    return {
      kind: 'resolved',
      resolution,
      elsewhere: isOutside ? otherPrefixWith(resolution.address, openPrefix, prefixes) : null,
    };
  } catch (error) {
    if (!isByoipError(error)) throw error;
    return { kind: 'invalid', text, error, suggestion: suggestAddress(text) };
  }
}
