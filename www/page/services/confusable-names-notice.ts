// The warning about confusable names, with the code points that differ.

import type { Prefix, Service, ServiceBinding } from '../../../src/js/entry/page.js';
import { type Child, el } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import {
  type CharacterInfo,
  findConfusableNames,
  type NamedItem,
  type NameWarning,
} from './confusable-names.js';

interface NamesOfAccount {
  readonly services: readonly Service[];
  readonly prefixes: readonly Prefix[];
}

/** Warnings that are listed. */
const MAX_SHOWN = 8;

const quote = (name: string): HTMLElement => el('q', {}, untrustedText(name, 60));

function characterList(characters: readonly CharacterInfo[]): Child[] {
  return characters.flatMap(({ shown, code, script }, at): Child[] => [
    at > 0 && ', ',
    shown === null ? null : el('bdi', { class: 'character' }, shown),
    shown === null ? null : ' is ',
    el('code', {}, code),
    script === null ? null : ` (${script})`,
  ]);
}

/** A sentence about the characters; empty where there are none. */
function characterSentence(characters: readonly CharacterInfo[]): Child[] {
  return characters.length === 0 ? [] : [' ', ...characterList(characters), '.'];
}

function sentence(warning: NameWarning, what: 'service' | 'prefix'): Child[] {
  const { item, characters } = warning;
  const id = (one: NamedItem): HTMLElement => el('code', {}, untrustedText(one.id, 50));
  const subject = (one: NamedItem): Child[] => [quote(one.name), ` (${what} `, id(one), ')'];
  switch (warning.kind) {
    case 'same-name':
      return [
        'Two services have the name ',
        quote(item.name),
        ': ',
        id(warning.other),
        ' and ',
        id(item),
        '. Only their IDs differ.',
      ];
    case 'case':
      return [...subject(item), ' and ', ...subject(warning.other), ' differ in upper and lower case only.'];
    case 'looks-like':
      return [
        ...subject(item),
        ' looks like ',
        ...subject(warning.other),
        ' but is a different name.',
        ...characterSentence(characters),
      ];
    case 'looks-well-known':
      return [
        ...subject(item),
        ` looks like ${warning.wellKnown} but has a different spelling: the rules for ${warning.wellKnown} do not apply to it.`,
        ...characterSentence(characters),
      ];
    case 'invisible-characters':
      return [
        ...subject(item),
        ' contains invisible characters or extra spaces: ',
        ...characterList(characters),
        '.',
      ];
    case 'mixed-scripts':
      return [...subject(item), ' mixes scripts in one word.', ...characterSentence(characters)];
  }
}

/** The account's services, and those that only bindings name. */
function namedServices(
  services: readonly Service[],
  bindings: readonly ServiceBinding[],
): readonly NamedItem[] {
  const names = new Map(services.map(({ id, name }) => [id, name]));
  for (const { serviceId, serviceName } of bindings) {
    if (serviceId !== null && !names.has(serviceId)) names.set(serviceId, serviceName ?? '');
  }
  return [...names].map(([id, name]) => ({ id, name }));
}

function noticeCard(sentences: readonly Child[][]): HTMLElement {
  const more = sentences.length - MAX_SHOWN;
  return el(
    'section',
    { class: 'card confusable-names', 'aria-labelledby': 'confusable-names-title' },
    el('h2', { id: 'confusable-names-title' }, sentences.length === 1 ? 'Similar name' : 'Similar names'),
    el(
      'ul',
      {},
      sentences.slice(0, MAX_SHOWN).map((one) => el('li', {}, one)),
    ),
    more > 0 && el('p', { class: 'aside' }, `and ${more} more`),
    el('p', { class: 'aside' }, 'Check the ID before you use one of these.'),
  );
}

/** Draws the warnings in `root`, which stays empty where there are none. */
export function createConfusableNamesNotice(root: HTMLElement) {
  let last: readonly unknown[] = [];
  return {
    /** `bindings` are those of the open prefix, which may name services that the account's list does not contain. */
    update(account: NamesOfAccount | null, bindings: readonly ServiceBinding[]): void {
      if (last[0] === account && last[1] === bindings) return;
      last = [account, bindings];
      root.replaceChildren();
      if (account === null) return;
      const prefixes = account.prefixes.map(({ cidr, description }) => ({
        id: cidr,
        name: description ?? '',
      }));
      const sentences = [
        ...findConfusableNames(namedServices(account.services, bindings), 'services').map((warning) =>
          sentence(warning, 'service'),
        ),
        ...findConfusableNames(prefixes, 'prefixes').map((warning) => sentence(warning, 'prefix')),
      ];
      if (sentences.length > 0) root.append(noticeCard(sentences));
    },
  };
}
