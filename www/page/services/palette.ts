// Each service its colour, letter and weave, keyed by service id and the same for every prefix of the account, and in `drawMap`.

import type { Service, ServiceBinding } from '../../../src/js/entry/page.js';
import { escapeInvisible } from '../lib/escape-text.js';

/** Number of colours in tokens.css: `.hue-0` to `.hue-7`. */
export const HUE_COUNT = 8;
/** Number of weaves in patterns.ts. */
export const PATTERN_COUNT = 6;

/** How a service looks. */
export interface ServiceStyle {
  readonly hue: number;
  readonly pattern: number;
  /** One or two letters, different for each service. */
  readonly letter: string;
  readonly name: string;
}

export interface Palette {
  /** `null` is what no service owns. */
  of(serviceId: string | null, serviceName?: string | null): ServiceStyle;
  /** Gives the services of bindings that the account's list lacks their places, in the order of their ids. O(n). */
  addServices(bindings: readonly Pick<ServiceBinding, 'serviceId' | 'serviceName'>[]): void;
}

const NO_SERVICE: ServiceStyle = { hue: -1, pattern: -1, letter: '–', name: 'no service' };

/** How a binding without a service looks: it says where traffic is handled, not by what. */
export const REGIONAL: ServiceStyle = { hue: -1, pattern: -1, letter: 'R', name: 'Regional' };

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

/**
 * The palette of an account: its services in the order of their ids, then what its list lacks, as it is met. `drawMap`
 * gives out its looks by the same rule.
 */
export function createPalette(services: readonly Service[]): Palette {
  const looks = new Map<string, ServiceStyle>();
  const taken = new Set<string>();
  const add = (id: string, name: string): ServiceStyle => {
    const place = looks.size;
    const shown = escapeInvisible(name, 60);
    const letter = letters(name, taken);
    taken.add(letter);
    const hue = place % HUE_COUNT;
    // Every round of the colours begins with the next weave: 48 services differ.
    const look = { hue, pattern: (hue + Math.floor(place / HUE_COUNT)) % PATTERN_COUNT, letter, name: shown };
    looks.set(id, look);
    return look;
  };
  const addAll = (names: ReadonlyMap<string, string>): void => {
    for (const id of [...names.keys()].sort()) if (!looks.has(id)) add(id, names.get(id) ?? id);
  };
  // The first of two with one id counts.
  addAll(new Map([...services].reverse().map(({ id, name }) => [id, name === '' ? id : name])));
  return {
    addServices(bindings) {
      const names = new Map<string, string>();
      for (const { serviceId, serviceName } of bindings) {
        if (serviceId === null || looks.has(serviceId)) continue;
        if (!names.has(serviceId))
          names.set(serviceId, serviceName === null || serviceName === '' ? serviceId : serviceName);
      }
      addAll(names);
    },
    of(serviceId, serviceName) {
      if (serviceId === null) return NO_SERVICE;
      return looks.get(serviceId) ?? add(serviceId, serviceName ?? serviceId);
    },
  };
}
