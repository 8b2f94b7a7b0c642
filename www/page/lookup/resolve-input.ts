// Turns a typed text into what the look-up shows: an answer of the core, or its objection with a cure.

import { covers, isByoipError, type Prefix, parseAddress } from '../../../src/js/entry/page.js';
import type { Answer, Opened } from '../app/state.js';
import { mendAddress } from '../errors/suggest-address.js';

function holderOf(address: string, opened: Opened, prefixes: readonly Prefix[]): Prefix | null {
  const { family } = parseAddress(address);
  const host = `${address}/${family === 4 ? 32 : 128}`;
  const others = prefixes.filter(({ id }) => id !== opened.prefix.id);
  return others.find(({ cidr }) => cidr.includes(':') === (family === 6) && covers(cidr, host)) ?? null;
}

/** Answers `text` within the opened prefix. Throws only what is no `ByoipError`. */
export function answerTo(text: string, opened: Opened, prefixes: readonly Prefix[]): Answer {
  try {
    const resolution = opened.resolve(text);
    const outside = resolution.reason === 'outside-prefix';
    return {
      kind: 'answer',
      resolution,
      elsewhere: outside ? holderOf(resolution.address, opened, prefixes) : null,
    };
  } catch (error) {
    if (!isByoipError(error)) throw error;
    return { kind: 'fault', text, problem: error, mend: mendAddress(text) };
  }
}
