// The nearest text that the core accepts as an address, for the cure button; it is offered, never used unasked.

import { parseAddress } from '../../src/js/entry/slim.js';
import type { Mend } from './state.js';

interface Guess {
  readonly text: string;
  readonly why: string;
}

function guesses(text: string): readonly Guess[] {
  const bare = text.replace(/\s+/gu, '');
  const unwrapped = bare.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[?#].*$/u, '');
  const bracketed = /^\[([^\]]*)\]/u.exec(unwrapped)?.[1] ?? '';
  return [
    { text: bare, why: 'without the whitespace' },
    { text: bare.replace(/%.*$/u, ''), why: 'without the zone' },
    { text: bare.replace(/^::ffff:/iu, ''), why: 'as the IPv4 address that it wraps' },
    { text: bare.replace(/\/.*$/u, ''), why: 'the address without its length' },
    { text: bracketed, why: 'the address in the brackets' },
    { text: unwrapped.replace(/\/.*$/u, '').replace(/:\d+$/u, ''), why: 'the address alone' },
    { text: bare.replace(/[.,;]+$/u, ''), why: 'without the last character' },
  ];
}

/** A text near `text` that is an address, or `null` where none of the usual slips explains it. */
export function mendAddress(text: string): Mend | null {
  if (text.length > 200) return null;
  for (const guess of guesses(text)) {
    if (guess.text === '' || guess.text === text) continue;
    try {
      return { text: parseAddress(guess.text).address, why: guess.why };
    } catch {
      // The next guess may be one.
    }
  }
  return null;
}
