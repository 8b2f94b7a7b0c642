// The colour, pattern and letter of each service: from its name, so that it looks the same in every account, map, file and link.

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

/** The documented services have a hue each that no other service takes first. */
const FIXED_HUES: ReadonlyMap<string, number> = new Map([
  ['Magic Transit', 0],
  ['Spectrum', 1],
  ['CDN', 2],
]);

/** FNV-1a of a text, 32 bits. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return sum;
}

type Look = Pick<ServiceStyle, 'hue' | 'pattern'>;

/**
 * A look that no other service has: the one that the name gives; where that is taken, another hue, then another pattern.
 * `taken` holds the looks in use, as `hue * PATTERN_COUNT + pattern`. Beyond 48 services looks are shared.
 */
function freeLook(name: string, taken: ReadonlySet<number>): Look {
  const fixed = FIXED_HUES.get(name);
  if (fixed !== undefined && !taken.has(fixed * PATTERN_COUNT + fixed)) return { hue: fixed, pattern: fixed };
  const seed = hash(name);
  const looks = Array.from({ length: HUE_COUNT * PATTERN_COUNT }, (_, at): Look => {
    const hue = FIXED_HUES.size + ((seed + at) % (HUE_COUNT - FIXED_HUES.size));
    return { hue, pattern: (hue + Math.floor(at / (HUE_COUNT - FIXED_HUES.size))) % PATTERN_COUNT };
  });
  // Hues that are in use by the documented services come last.
  for (let pattern = 1; pattern < PATTERN_COUNT; pattern += 1) {
    for (const hue of FIXED_HUES.values()) looks.push({ hue, pattern: (hue + pattern) % PATTERN_COUNT });
  }
  const hues = new Set([...taken].map((look) => Math.floor(look / PATTERN_COUNT)));
  const isFree = ({ hue, pattern }: Look): boolean => !taken.has(hue * PATTERN_COUNT + pattern);
  const found = looks.find((look) => isFree(look) && !hues.has(look.hue)) ?? looks.find(isFree) ?? looks[0];
  return found ?? { hue: 0, pattern: 0 };
}

/**
 * The palette of an account: the documented services, the others in the order of their IDs, then services added later.
 * `inert` makes names safe to show.
 */
export function createPalette(
  services: readonly Service[],
  inert: (name: string) => string = (name) => escapeInvisible(name, 60),
): Palette {
  const styles = new Map<string, ServiceStyle>();
  const taken = new Set<string>();
  const looks = new Set<number>();
  const add = (id: string, name: string): ServiceStyle => {
    const letter = freeLetters(name, taken);
    taken.add(letter);
    const look = freeLook(name, looks);
    looks.add(look.hue * PATTERN_COUNT + look.pattern);
    const style = { ...look, letter, name: inert(name) };
    styles.set(id, style);
    return style;
  };
  const addAll = (names: ReadonlyMap<string, string>): void => {
    const rank = (id: string): number => FIXED_HUES.get(names.get(id) ?? '') ?? FIXED_HUES.size;
    const ids = [...names.keys()].sort().sort((one, other) => rank(one) - rank(other));
    for (const id of ids) if (!styles.has(id)) add(id, names.get(id) ?? id);
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
