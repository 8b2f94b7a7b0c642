// The colour, pattern and letter of each service: keyed by service ID, the same for all prefixes of an account and in `drawMap`.

import type { Service, ServiceBinding } from '../../../src/js/entry/page.js';
import { escapeInvisible } from '../lib/escape-text.js';

/** Number of hues in tokens.css: `.hue-0` to `.hue-7`. */
export const HUE_COUNT = 8;
/** Number of patterns in fill-patterns.ts. */
export const PATTERN_COUNT = 6;

/** How the page shows a service. */
export interface ServiceStyle {
  readonly hue: number;
  readonly pattern: number;
  /** One or two letters, different for each service. */
  readonly letter: string;
  readonly name: string;
}

export interface Palette {
  /** The style of a service; `null` for addresses without one. */
  of(serviceId: string | null, serviceName?: string | null): ServiceStyle;
  /** Adds the services of bindings that the account's list does not contain, in the order of their IDs. O(n). */
  addServices(bindings: readonly Pick<ServiceBinding, 'serviceId' | 'serviceName'>[]): void;
}

const NO_SERVICE: ServiceStyle = { hue: -1, pattern: -1, letter: '–', name: 'no service' };

/** The style of a regional binding, which has a region instead of a service. */
export const REGIONAL: ServiceStyle = { hue: -1, pattern: -1, letter: 'R', name: 'Regional' };

/** The CSS class with the colours of a service. */
export function hueClass({ hue }: ServiceStyle): string {
  return hue < 0 ? 'no-service' : `hue-${hue}`;
}

/** One or two letters for a name that no other service has. */
function freeLetters(name: string, taken: ReadonlySet<string>): string {
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

/** The palette of an account: its services in the order of their IDs, then services added later. `drawMap` has the same rule. */
export function createPalette(services: readonly Service[]): Palette {
  const styles = new Map<string, ServiceStyle>();
  const taken = new Set<string>();
  const add = (id: string, name: string): ServiceStyle => {
    const index = styles.size;
    const letter = freeLetters(name, taken);
    taken.add(letter);
    const hue = index % HUE_COUNT;
    // Each round of the hues starts with the next pattern, so that 48 services differ.
    const pattern = (hue + Math.floor(index / HUE_COUNT)) % PATTERN_COUNT;
    const style = { hue, pattern, letter, name: escapeInvisible(name, 60) };
    styles.set(id, style);
    return style;
  };
  const addAll = (names: ReadonlyMap<string, string>): void => {
    for (const id of [...names.keys()].sort()) if (!styles.has(id)) add(id, names.get(id) ?? id);
  };
  // Reversed, so that the first of two services with one ID counts.
  addAll(new Map([...services].reverse().map(({ id, name }) => [id, name === '' ? id : name])));
  return {
    addServices(bindings) {
      const names = new Map<string, string>();
      for (const { serviceId, serviceName } of bindings) {
        if (serviceId === null || styles.has(serviceId) || names.has(serviceId)) continue;
        names.set(serviceId, serviceName === null || serviceName === '' ? serviceId : serviceName);
      }
      addAll(names);
    },
    of(serviceId, serviceName) {
      if (serviceId === null) return NO_SERVICE;
      return styles.get(serviceId) ?? add(serviceId, serviceName ?? serviceId);
    },
  };
}
