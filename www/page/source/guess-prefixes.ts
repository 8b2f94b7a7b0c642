// Guesses the prefixes of a list of bindings that does not name them.

import {
  type AddressRange,
  addressText,
  type NestedBinding,
  type Prefix,
  parseCidrMasked,
} from '../../../src/js/entry/page.js';
import type { LoadedPrefix } from './loaded-account.js';

export interface PrefixGuess {
  /** `binding` where a binding contains all others, `block` where the page uses the smallest block around them. */
  readonly by: 'binding' | 'block';
  readonly prefix: LoadedPrefix;
}

/** Bindings that share a longer block than this are shown as one prefix although no binding contains them all. */
const SHORTEST_BLOCK = { 4: 16, 6: 29 } as const;

/** One prefix for each outermost binding, or one around all of a family. */
export function guessPrefixes(nestedBindings: readonly NestedBinding[]): readonly PrefixGuess[] {
  return ([4, 6] as const).flatMap((family) => guessesOfFamily(family, nestedBindings));
}

function guessesOfFamily(family: 4 | 6, all: readonly NestedBinding[]): readonly PrefixGuess[] {
  const nestedBindings = all.filter(({ binding }) => binding.cidr.includes(':') === (family === 6));
  const outermost = nestedBindings.filter(({ depth }) => depth === 0);
  const [head] = outermost;
  const tail = outermost.at(-1);
  if (head === undefined || tail === undefined) return [];
  const block = smallestBlock({ first: head.first, last: tail.last }, family);
  if (outermost.length > 1 && block.length >= SHORTEST_BLOCK[family]) {
    return [{ by: 'block', prefix: loadedPrefix(`around ${block.cidr}`, block.cidr, nestedBindings) }];
  }
  return outermost.map((one) => {
    const inside = nestedBindings.filter(({ first, last }) => one.first <= first && last <= one.last);
    return { by: 'binding', prefix: loadedPrefix(`spanning ${one.index}`, one.binding.cidr, inside) };
  });
}

function loadedPrefix(id: string, cidr: string, inside: readonly NestedBinding[]): LoadedPrefix {
  const prefix: Prefix = { id, cidr, extra: {} };
  return { prefix, bindings: inside.map(({ binding }) => binding), bgpPrefixes: null };
}

function smallestBlock({ first, last }: AddressRange, family: 4 | 6) {
  const hostBits = first === last ? 0 : (first ^ last).toString(2).length;
  const length = (family === 4 ? 32 : 128) - hostBits;
  return { cidr: parseCidrMasked(`${addressText(first, family)}/${length}`).cidr, length };
}

/** How the prefixes were guessed, as a sentence. */
export function guessRemark(guesses: readonly PrefixGuess[]): string {
  const [one] = guesses;
  if (one === undefined) return 'No prefix in this file.';
  const block = guesses.find(({ by }) => by === 'block');
  if (block !== undefined) {
    return `No prefix in this file; using the smallest block around the bindings, ${block.prefix.prefix.cidr}.`;
  }
  if (guesses.length > 1) return 'No prefix in this file; using the largest bindings.';
  return `No prefix in this file; using the largest binding, ${one.prefix.prefix.cidr}.`;
}
