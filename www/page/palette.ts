// Each service its colour, letter and weave, keyed by service id and the same for every prefix of the account.

import type { Service } from '../../src/js/types.js';
import { visible } from './inert.js';

/** Number of colours in style.css: `.hue-0` to `.hue-7`. */
export const HUES = 8;
/** Number of weaves in patterns.ts. */
export const WEAVES = 6;

/** How a service looks. */
export interface Look {
  readonly hue: number;
  readonly weave: number;
  /** One or two letters, different for each service. */
  readonly letter: string;
  readonly name: string;
}

export interface Palette {
  /** `null` is what no service owns. */
  of(serviceId: string | null, serviceName?: string | null): Look;
}

const NOBODY: Look = { hue: -1, weave: -1, letter: '–', name: 'no service' };

/** How a binding without a service looks: it says where traffic is handled, not by what. */
export const REGIONAL: Look = { hue: -1, weave: -1, letter: 'R', name: 'Regional' };

function letters(name: string, taken: ReadonlySet<string>): string {
  const words = name.toUpperCase().match(/[\p{L}\p{N}]+/gu) ?? ['?'];
  const [word = '?', second = ''] = words;
  const [initial = '?'] = word;
  const candidates = [
    initial,
    initial + (second[0] ?? ''),
    ...[...word].slice(1).map((letter) => initial + letter),
  ];
  const free = candidates.find((candidate) => !taken.has(candidate));
  return free ?? `${initial}${taken.size}`;
}

/** The palette of an account. A service that its list lacks gets the next free place when it is first met. */
export function createPalette(services: readonly Service[]): Palette {
  const looks = new Map<string, Look>();
  const taken = new Set<string>();
  const add = (id: string, name: string): Look => {
    const place = looks.size;
    const shown = visible(name, 60);
    const letter = letters(name, taken);
    taken.add(letter);
    const weave = (place + Math.floor(place / HUES)) % WEAVES;
    const look = { hue: place % HUES, weave, letter, name: shown };
    looks.set(id, look);
    return look;
  };
  for (const { id, name } of services) add(id, name);
  return {
    of(serviceId, serviceName) {
      if (serviceId === null) return NOBODY;
      return looks.get(serviceId) ?? add(serviceId, serviceName ?? serviceId);
    },
  };
}
