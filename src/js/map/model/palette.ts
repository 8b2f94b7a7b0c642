// The colour, pattern and letter of each service: keyed by service ID, the same in every map of an account.

import { escapeInvisible } from '../../text/sanitize.js';
import type { Service, ServiceBinding } from '../../types/api.js';

/** Tint, edge and pattern of a hue, each in light and in dark. */
export type Hue = Readonly<Record<'tint' | 'edge' | 'pattern', readonly [light: string, dark: string]>>;

const hue = (light: readonly [string, string, string], dark: readonly [string, string, string]): Hue => ({
  tint: [light[0], dark[0]],
  edge: [light[1], dark[1]],
  pattern: [light[2], dark[2]],
});

export const HUES: readonly Hue[] = [
  hue(['#e3e9ff', '#465dcb', '#c3cffb'], ['#222c55', '#8fa2ff', '#35437c']),
  hue(['#ffe7d3', '#aa4c05', '#fbcba4'], ['#492b13', '#ff9f52', '#6d4221']),
  hue(['#d3f1eb', '#0a746a', '#a6ded4'], ['#0f3b38', '#52d0c0', '#1d5852']),
  hue(['#fce1ee', '#b52e77', '#f5bdd8'], ['#481c36', '#ff8ac1', '#6b2e52']),
  hue(['#e6f1d0', '#547210', '#cadfa3'], ['#2c3813', '#b4d560', '#45561f']),
  hue(['#faefc4', '#806106', '#ecdb93'], ['#3f340b', '#e9c94f', '#5d4e18']),
  hue(['#d9eefb', '#106d9c', '#b0dbf4'], ['#11354a', '#6cc4f1', '#1f516e']),
  hue(['#ece5f5', '#7555a2', '#d5c6ea'], ['#332a45', '#c1a7eb', '#4c3f66']),
];
/** The colours of addresses without a service. */
export const NO_SERVICE_HUE: Hue = hue(['#f1f1ee', '#686b70', '#f1f1ee'], ['#24272b', '#8b919a', '#24272b']);

export const HUE_COUNT = HUES.length;
/** Number of patterns in fill-patterns.ts. */
export const PATTERN_COUNT = 6;

/** How a map shows a service. */
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
  const words = name
    .slice(0, 200)
    .toUpperCase()
    .match(/[\p{L}\p{N}]+/gu) ?? ['?'];
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
 * The palette of an account: its services in the order of their IDs, then services added later. `inert` makes names safe to
 * show.
 */
export function createPalette(
  services: readonly Service[],
  inert: (name: string) => string = (name) => escapeInvisible(name, 60),
): Palette {
  const styles = new Map<string, ServiceStyle>();
  const taken = new Set<string>();
  const add = (id: string, name: string): ServiceStyle => {
    const index = styles.size;
    const letter = freeLetters(name, taken);
    taken.add(letter);
    const hue = index % HUE_COUNT;
    // Each round of the hues starts with the next pattern, so that 48 services differ.
    const pattern = (hue + Math.floor(index / HUE_COUNT)) % PATTERN_COUNT;
    const style = { hue, pattern, letter, name: inert(name) };
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
        if (serviceId === null || styles.has(serviceId)) continue;
        // Of several names the first counts, where there is one.
        const known = names.get(serviceId) ?? serviceId;
        if (known === serviceId) names.set(serviceId, serviceName || serviceId);
      }
      addAll(names);
    },
    of(serviceId, serviceName) {
      if (serviceId === null) return NO_SERVICE;
      return styles.get(serviceId) ?? add(serviceId, serviceName ?? serviceId);
    },
  };
}
