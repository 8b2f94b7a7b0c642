// Turns a typed text into what the look-up shows: an answer of the core, or its objection with a cure.

import { covers, isByoipError, type Prefix, parseAddress } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { suggestAddress } from '../errors/suggest-address.js';
import type { LookupResult } from '../state/page-state.js';

function prefixContaining(address: string, opened: OpenPrefix, prefixes: readonly Prefix[]): Prefix | null {
  const { family } = parseAddress(address);
  const host = `${address}/${family === 4 ? 32 : 128}`;
  const others = prefixes.filter(({ id }) => id !== opened.prefix.id);
  return others.find(({ cidr }) => cidr.includes(':') === (family === 6) && covers(cidr, host)) ?? null;
}

/** Answers `text` within the opened prefix. Throws only what is no `ByoipError`. */
export function resolveInput(text: string, opened: OpenPrefix, prefixes: readonly Prefix[]): LookupResult {
  try {
    const resolution = opened.resolve(text);
    const outside = resolution.reason === 'outside-prefix';
    return {
      kind: 'resolved',
      resolution,
      elsewhere: outside ? prefixContaining(resolution.address, opened, prefixes) : null,
    };
  } catch (error) {
    if (!isByoipError(error)) throw error;
    return { kind: 'invalid', text, error, suggestion: suggestAddress(text) };
  }
}
