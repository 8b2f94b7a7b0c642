// Names that could be mistaken: for another name of the account, for a service that everybody knows, or for what they are not.
//
// Covered, after UTS #39: characters that nobody sees and spaces of odd kinds; words of more than one script; names that
// come out the same once look-alikes of Latin letters and digits (look-alike-table.ts) are replaced, whatever their case.
// Not covered: look-alikes among other scripts (one of Devanagari for another), accents (é beside e), pairs of letters
// beside rn and m, and what only one typeface makes similar.

import { prototype } from './confusables-table.js';

/** A name and whose it is. */
export interface NamedItem {
  readonly id: string;
  readonly name: string;
}

/** A character of a name, as a person can look it up. */
export interface CharacterInfo {
  /** `null` for what nobody sees. */
  readonly shown: string | null;
  /** `U+0421`. */
  readonly code: string;
  /** `Cyrillic`; `null` where the script says nothing. */
  readonly script: string | null;
}

/** Why a name needs a second look: `characters` are those that make it what it is. */
export type NameWarning = { readonly item: NamedItem; readonly characters: readonly CharacterInfo[] } & (
  | {
      /** `same-name`: the very name of another; `looks-like`: taken for it; `case`: but for upper and lower case. */
      readonly kind: 'same-name' | 'looks-like' | 'case';
      readonly other: NamedItem;
    }
  | {
      /** Taken for a service that everybody knows, and the account has no such service. */
      readonly kind: 'looks-known';
      readonly known: string;
    }
  | { readonly kind: 'unseen' | 'mixed-scripts' }
);

/** The services that the rules know by their names. */
const KNOWN = ['CDN', 'Magic Transit', 'Spectrum'] as const;

/** More of a name than this is not compared. */
const LONGEST = 200;
/** More characters than these are not spelt out. */
const MOST_SPELT = 6;

const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const ODD_SPACE = /(?! )\p{Zs}/u;
const LOOSE_SPACE = /^ | $| {2}/;

const SCRIPTS = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Syriac',
  'Thaana',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Oriya',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Thai',
  'Lao',
  'Tibetan',
  'Myanmar',
  'Georgian',
  'Hangul',
  'Ethiopic',
  'Cherokee',
  'Canadian_Aboriginal',
  'Khmer',
  'Mongolian',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Han',
  'Yi',
  'Lisu',
  'Coptic',
].map((name) => ({ name, has: new RegExp(`\\p{Script_Extensions=${name}}`, 'u') }));

/** Scripts that are written together in one word; all of them take Latin letters in. */
const TOGETHER = [
  ['Han', 'Hiragana', 'Katakana', 'Latin'],
  ['Han', 'Bopomofo', 'Latin'],
  ['Han', 'Hangul', 'Latin'],
];

const scriptsOf = (character: string): readonly string[] =>
  SCRIPTS.filter(({ has }) => has.test(character)).map(({ name }) => name);

/** True for letters that no one script has all of. */
function isMixed(word: string): boolean {
  const scripts = [...word].map(scriptsOf).filter((found) => found.length > 0);
  const [first = []] = scripts;
  const groups = [...first.map((name) => [name]), ...TOGETHER];
  return !groups.some((group) => scripts.every((found) => found.some((name) => group.includes(name))));
}

function spell(character: string): CharacterInfo {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const isSeen = !UNSEEN.test(character) && !/\s/u.test(character);
  const [script = null] = isSeen && /\p{L}/u.test(character) ? scriptsOf(character) : [];
  return { shown: isSeen ? character : null, code: `U+${code}`, script: script?.replace('_', ' ') ?? null };
}

const spelt = (name: string, isMeant: (character: string) => boolean): readonly CharacterInfo[] =>
  [...new Set([...name].filter(isMeant))].slice(0, MOST_SPELT).map(spell);

const isForeign = (character: string): boolean => !/[ -~]/.test(character);

/** What a name looks like: the same for names that a reader takes for each other (UTS #39, section 4). */
export function skeleton(name: string): string {
  const seen = [...name.normalize('NFKC')].filter((character) => !UNSEEN.test(character)).join('');
  const words = seen.replace(/\s+/gu, ' ').trim();
  return [...words.normalize('NFD')].map(prototype).join('').normalize('NFC');
}

/** The skeletons of a name as it stands, in lower and in upper case: a look-alike may be one in one case only. */
const skeletons = (name: string): readonly string[] =>
  [name, name.toLowerCase(), name.toUpperCase()].map((text, at) => `${at} ${skeleton(text)}`);

/** The ids of those whose names are, or look, the same as another's. O(n) for names of bounded length. */
export function confusableIds(all: readonly NamedItem[]): ReadonlySet<string> {
  const holders = new Map<string, Set<string>>();
  for (const { id, name } of all) {
    for (const key of skeletons(name.slice(0, LONGEST))) {
      holders.set(key, (holders.get(key) ?? new Set()).add(id));
    }
  }
  return new Set([...holders.values()].filter(({ size }) => size > 1).flatMap((ids) => [...ids]));
}

/** The characters that make `name` another than `other`: foreign ones first, else those that have look-alikes in ASCII. */
function differing(name: string, other: string): readonly CharacterInfo[] {
  const theirs = new Set(other);
  const foreign = spelt(name, (character) => isForeign(character) && !theirs.has(character));
  if (foreign.length > 0) return foreign;
  return spelt(name, (character) => !theirs.has(character) && prototype(character) !== character);
}

function oneName(named: NamedItem): NameWarning | null {
  const { name } = named;
  const hidden = (character: string): boolean => UNSEEN.test(character) || ODD_SPACE.test(character);
  if ([...name].some(hidden)) return { kind: 'unseen', item: named, characters: spelt(name, hidden) };
  if (LOOSE_SPACE.test(name)) return { kind: 'unseen', item: named, characters: [spell(' ')] };
  const word = name.match(/[\p{L}\p{M}]+/gu)?.find(isMixed);
  if (word === undefined) return null;
  return { kind: 'mixed-scripts', item: named, characters: spelt(word, isForeign) };
}

/**
 * The names that need a second look, at most one warning for each, in the order of the names. `kind` says what they
 * name: the blocks of prefixes tell them apart, so that two may be described alike, and none is taken for a service.
 * O(n) for names of bounded length.
 */
export function findConfusableNames(
  all: readonly NamedItem[],
  kind: 'services' | 'prefixes',
): readonly NameWarning[] {
  const names = all.map(({ id, name }) => ({ id, name: name.slice(0, LONGEST) }));
  const exact = new Map<string, NamedItem>();
  const alike = new Map<string, NamedItem>();
  const warnings: NameWarning[] = [];
  const known = new Map(KNOWN.flatMap((name) => skeletons(name).map((key) => [key, name] as const)));
  const meant = new Set<string>(names.map(({ name }) => name));
  // A name that nothing is wrong with stands for itself: it is the other one that is taken for it.
  const isPlain = ({ name }: NamedItem): boolean => ![...name].some(isForeign);
  const plainFirst = [...names.filter(isPlain), ...names.filter((named) => !isPlain(named))];
  for (const named of plainFirst) {
    const { name } = named;
    const keys = skeletons(name);
    const twin = exact.get(name);
    const other = keys
      .map((key) => alike.get(key))
      .find((found) => found !== undefined && found.name !== name);
    const famous =
      kind === 'services'
        ? keys.map((key) => known.get(key)).find((found) => found !== undefined)
        : undefined;
    exact.set(name, named);
    for (const key of keys) if (!alike.has(key)) alike.set(key, named);
    if (name.trim() === '') continue;
    if (twin !== undefined && kind === 'services') {
      warnings.push({ kind: 'same-name', item: named, other: twin, characters: [] });
    } else if (other !== undefined) {
      const characters = differing(name, other.name);
      const isCase = name.toLowerCase() === other.name.toLowerCase();
      warnings.push({
        kind: isCase ? 'case' : 'looks-like',
        item: named,
        other,
        characters: isCase ? [] : characters,
      });
    } else if (famous !== undefined && !meant.has(famous) && name.toLowerCase() !== famous.toLowerCase()) {
      warnings.push({ kind: 'looks-known', item: named, known: famous, characters: differing(name, famous) });
    } else {
      const warning = oneName(named);
      if (warning !== null) warnings.push(warning);
    }
  }
  const place = new Map(names.map(({ id }, at) => [id, at]));
  return warnings.sort((one, two) => (place.get(one.item.id) ?? 0) - (place.get(two.item.id) ?? 0));
}
