// Names that a reader can confuse with another name of the account, or with a well-known service.
//
// Covered, after UTS #39: invisible characters and unusual spaces; words of more than one script; names that are equal
// once characters that look like Latin letters or digits (confusables-table.ts) are replaced, whatever their case.
// Not covered: similar characters of other scripts (such as Devanagari), accents (é and e), pairs of letters other than
// rn and m, and what looks similar in one typeface only.

import { codePointName, HIDDEN, hasHidden } from '../../../src/js/entry/page.js';
import { prototype } from './confusables-table.js';

/** A name, and the ID of the service or the CIDR of the prefix that has it. */
export interface NamedItem {
  readonly id: string;
  readonly name: string;
}

/** A character of a name, with its code point. */
export interface CharacterInfo {
  /** `null` for an invisible character. */
  readonly shown: string | null;
  /** `U+0421`. */
  readonly code: string;
  /** `Cyrillic`; `null` where the character has no script. */
  readonly script: string | null;
}

/** Why a name is confusable. `characters` are the ones that make it so. */
export type NameWarning = { readonly item: NamedItem; readonly characters: readonly CharacterInfo[] } & (
  | {
      /** `same-name`: equal to another name; `case`: equal except for upper and lower case; `looks-like`: it looks equal. */
      readonly kind: 'same-name' | 'looks-like' | 'case';
      readonly other: NamedItem;
    }
  | {
      /** It looks like a well-known service that the account does not have. */
      readonly kind: 'looks-well-known';
      readonly wellKnown: string;
    }
  | { readonly kind: 'invisible-characters' | 'mixed-scripts' }
);

/** The services that the rules know by name. */
const WELL_KNOWN = ['CDN', 'Magic Transit', 'Spectrum'] as const;

/** Characters of a name that are compared. */
const MAX_NAME_LENGTH = 200;
/** Characters of a name that are listed. */
const MAX_LISTED = 6;

const UNUSUAL_SPACE = /(?! )\p{Zs}/u;
const EXTRA_SPACE = /^ | $| {2}/;

const SCRIPTS = [
  'Latin Greek Cyrillic Armenian Hebrew Arabic Syriac Thaana Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala',
  'Thai Lao Tibetan Myanmar Georgian Hangul Ethiopic Cherokee Canadian_Aboriginal Khmer Mongolian Hiragana Katakana Bopomofo Han Yi Lisu Coptic',
]
  .flatMap((names) => names.split(' '))
  .map((name) => ({ name, has: new RegExp(`\\p{Script_Extensions=${name}}`, 'u') }));

/** Scripts that one word may mix (UTS #39, highly restrictive). */
const COMBINATIONS = [
  ['Han', 'Hiragana', 'Katakana', 'Latin'],
  ['Han', 'Bopomofo', 'Latin'],
  ['Han', 'Hangul', 'Latin'],
];

const scriptsOf = (character: string): readonly string[] =>
  SCRIPTS.filter(({ has }) => has.test(character)).map(({ name }) => name);

/** True where no script or allowed combination has all letters of a word. */
function isMixed(word: string): boolean {
  const scripts = [...word].map(scriptsOf).filter((found) => found.length > 0);
  const [first = []] = scripts;
  const groups = [...first.map((name) => [name]), ...COMBINATIONS];
  return !groups.some((group) => scripts.every((found) => found.some((name) => group.includes(name))));
}

function characterInfo(character: string): CharacterInfo {
  const isSeen = !hasHidden(character) && !/\s/u.test(character);
  const [script = null] = isSeen && /\p{L}/u.test(character) ? scriptsOf(character) : [];
  return {
    shown: isSeen ? character : null,
    code: codePointName(character),
    script: script?.replace('_', ' ') ?? null,
  };
}

const listCharacters = (name: string, matches: (character: string) => boolean): readonly CharacterInfo[] =>
  [...new Set([...name].filter(matches))].slice(0, MAX_LISTED).map(characterInfo);

const isNotAscii = (character: string): boolean => !/[ -~]/.test(character);

/** The skeleton of a name: equal for names that look the same (UTS #39, section 4). */
export function skeleton(name: string): string {
  const seen = name.normalize('NFKC').replace(HIDDEN, '');
  const words = seen.replace(/\s+/gu, ' ').trim();
  return [...words.normalize('NFD')].map(prototype).join('').normalize('NFC');
}

/** The skeletons of a name as it is, in lower case and in upper case: some characters look alike in one case only. */
const skeletons = (name: string): readonly string[] =>
  [name, name.toLowerCase(), name.toUpperCase()].map((text, at) => `${at} ${skeleton(text)}`);

/** The IDs of items whose names equal, or look like, another's. O(n) for names of bounded length. */
export function confusableIds(all: readonly NamedItem[]): ReadonlySet<string> {
  const idsByKey = new Map<string, Set<string>>();
  for (const { id, name } of all) {
    for (const key of skeletons(name.slice(0, MAX_NAME_LENGTH))) {
      idsByKey.set(key, (idsByKey.get(key) ?? new Set()).add(id));
    }
  }
  return new Set([...idsByKey.values()].filter(({ size }) => size > 1).flatMap((ids) => [...ids]));
}

/** The characters of `name` that differ from `other`: those outside ASCII, or else those with an ASCII prototype. */
function differing(name: string, other: string): readonly CharacterInfo[] {
  const others = new Set(other);
  const notAscii = listCharacters(name, (character) => isNotAscii(character) && !others.has(character));
  if (notAscii.length > 0) return notAscii;
  return listCharacters(name, (character) => !others.has(character) && prototype(character) !== character);
}

/** What is confusable about a name by itself. */
function warningByItself(item: NamedItem): NameWarning | null {
  const { name } = item;
  const isHidden = (character: string): boolean => hasHidden(character) || UNUSUAL_SPACE.test(character);
  if ([...name].some(isHidden)) {
    return { kind: 'invisible-characters', item, characters: listCharacters(name, isHidden) };
  }
  if (EXTRA_SPACE.test(name)) return { kind: 'invisible-characters', item, characters: [characterInfo(' ')] };
  const word = name.match(/[\p{L}\p{M}]+/gu)?.find(isMixed);
  if (word === undefined) return null;
  return { kind: 'mixed-scripts', item, characters: listCharacters(word, isNotAscii) };
}

const WELL_KNOWN_SKELETONS = new Map(
  WELL_KNOWN.flatMap((name) => skeletons(name).map((key) => [key, name] as const)),
);

/** The well-known service that a name looks like without being its name, unless the account has it. */
function wellKnownLook(name: string, names: ReadonlySet<string>): string | undefined {
  const wellKnown = skeletons(name)
    .map((key) => WELL_KNOWN_SKELETONS.get(key))
    .find((found) => found !== undefined);
  if (wellKnown === undefined || names.has(wellKnown)) return undefined;
  return name.toLowerCase() === wellKnown.toLowerCase() ? undefined : wellKnown;
}

/** The names before one: by the name itself, and by what it looks like. */
interface SeenNames {
  readonly names: Map<string, NamedItem>;
  readonly looks: Map<string, NamedItem>;
}

function warningAbout(
  item: NamedItem,
  seen: SeenNames,
  names: ReadonlySet<string>,
  kind: 'services' | 'prefixes',
): NameWarning | null {
  const { name } = item;
  if (name.trim() === '') return null;
  const same = seen.names.get(name);
  if (same !== undefined && kind === 'services') {
    return { kind: 'same-name', item, other: same, characters: [] };
  }
  const other = skeletons(name)
    .map((key) => seen.looks.get(key))
    .find((found) => found !== undefined && found.name !== name);
  if (other !== undefined) {
    if (name.toLowerCase() === other.name.toLowerCase()) return { kind: 'case', item, other, characters: [] };
    return { kind: 'looks-like', item, other, characters: differing(name, other.name) };
  }
  const wellKnown = kind === 'services' ? wellKnownLook(name, names) : undefined;
  if (wellKnown !== undefined) {
    return { kind: 'looks-well-known', item, wellKnown, characters: differing(name, wellKnown) };
  }
  return warningByItself(item);
}

/**
 * The confusable names, at most one warning for each, in the order of the names. `kind` says what they name: prefixes
 * may share a description, since their CIDRs differ, and no description names a service. O(n) for names of bounded
 * length.
 */
export function findConfusableNames(
  all: readonly NamedItem[],
  kind: 'services' | 'prefixes',
): readonly NameWarning[] {
  const items = all.map(({ id, name }) => ({ id, name: name.slice(0, MAX_NAME_LENGTH) }));
  const names = new Set(items.map(({ name }) => name));
  const isAscii = ({ name }: NamedItem): boolean => ![...name].some(isNotAscii);
  const seen: SeenNames = { names: new Map(), looks: new Map() };
  const warnings: NameWarning[] = [];
  // ASCII names first, so that the warning is about the name that imitates one.
  for (const item of [...items.filter(isAscii), ...items.filter((one) => !isAscii(one))]) {
    const warning = warningAbout(item, seen, names, kind);
    seen.names.set(item.name, item);
    for (const key of skeletons(item.name)) if (!seen.looks.has(key)) seen.looks.set(key, item);
    if (warning !== null) warnings.push(warning);
  }
  const order = new Map(items.map(({ id }, at) => [id, at]));
  return warnings.sort((one, two) => (order.get(one.item.id) ?? 0) - (order.get(two.item.id) ?? 0));
}
