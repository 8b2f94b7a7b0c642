// The warning of names that could be mistaken, with the code points that tell them apart.

import { type Child, el } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import type { Account, PageState } from '../state/page-state.js';
import {
  type CharacterInfo,
  findConfusableNames,
  type NamedItem,
  type NameWarning,
} from './confusable-names.js';

export interface ConfusableNamesNotice {
  update(state: PageState): void;
}

/** Warnings that are shown one by one. */
const MOST_SHOWN = 8;

const quote = (name: string): HTMLElement => el('q', {}, untrustedText(name, 60));

function spelling(characters: readonly CharacterInfo[]): Child[] {
  return characters.flatMap(({ shown, code, script }, at): Child[] => [
    at > 0 && ', ',
    shown === null ? null : el('bdi', { class: 'character' }, shown),
    shown === null ? null : ' is ',
    el('code', {}, code),
    script === null ? null : ` (${script})`,
  ]);
}

/** A sentence about the characters; nothing where there are none. */
function because(characters: readonly CharacterInfo[]): Child[] {
  return characters.length === 0 ? [] : [' ', ...spelling(characters), '.'];
}

function sentence(warning: NameWarning, what: 'service' | 'prefix'): Child[] {
  const { item, characters } = warning;
  const whose = (one: NamedItem): Child[] => [`the ${what} `, el('code', {}, untrustedText(one.id, 50))];
  const name = quote(item.name);
  switch (warning.kind) {
    case 'same-name':
      return [
        name,
        ' is the name of two services, ',
        el('code', {}, untrustedText(warning.other.id, 50)),
        ' and ',
        el('code', {}, untrustedText(item.id, 50)),
        '. Only the ids tell them apart.',
      ];
    case 'case':
      return [
        name,
        ', ',
        ...whose(item),
        ', and ',
        quote(warning.other.name),
        ', ',
        ...whose(warning.other),
        ', differ in upper and lower case alone.',
      ];
    case 'looks-like':
      return [
        name,
        ', ',
        ...whose(item),
        ', looks like ',
        quote(warning.other.name),
        ', ',
        ...whose(warning.other),
        ', and is another.',
        ...because(characters),
      ];
    case 'looks-known':
      return [
        name,
        ', ',
        ...whose(item),
        `, looks like ${warning.known}, and is not written like it: the rules for ${warning.known} are not applied to it.`,
        ...because(characters),
      ];
    case 'unseen':
      return [
        name,
        ', ',
        ...whose(item),
        ', has characters or spaces that nobody sees: ',
        ...spelling(characters),
        '.',
      ];
    case 'mixed-scripts':
      return [
        name,
        ', ',
        ...whose(item),
        ', mixes the letters of several scripts in one word.',
        ...because(characters),
      ];
  }
}

/** The account's services, and those that only bindings name. */
function servicesOf({ services }: Account, opened: PageState['openPrefix']): readonly NamedItem[] {
  const names = new Map(services.map(({ id, name }) => [id, name]));
  for (const { serviceId, serviceName } of opened.kind === 'ready' ? opened.value.bindings : []) {
    if (serviceId !== null && !names.has(serviceId)) names.set(serviceId, serviceName ?? '');
  }
  return [...names].map(([id, name]) => ({ id, name }));
}

/** Draws the warnings in `root`, which stays empty where there are none. */
export function createConfusableNamesNotice(root: HTMLElement): ConfusableNamesNotice {
  let account: PageState['account'] | null = null;
  let opened: PageState['openPrefix'] | null = null;
  return {
    update(state) {
      if (state.account === account && state.openPrefix === opened) return;
      ({ account, openPrefix: opened } = state);
      root.replaceChildren();
      if (account.kind !== 'ready') return;
      const { prefixes } = account.value;
      const described = prefixes.map(({ cidr, description }) => ({ id: cidr, name: description ?? '' }));
      const all = [
        ...findConfusableNames(servicesOf(account.value, opened), 'services').map((one) =>
          sentence(one, 'service'),
        ),
        ...findConfusableNames(described, 'prefixes').map((one) => sentence(one, 'prefix')),
      ];
      if (all.length === 0) return;
      const more = all.length - MOST_SHOWN;
      root.append(
        el(
          'section',
          { class: 'card confusable-names', 'aria-labelledby': 'confusable-names-title' },
          el(
            'h2',
            { id: 'confusable-names-title' },
            all.length === 1 ? 'A name to look at twice' : 'Names to look at twice',
          ),
          el(
            'ul',
            {},
            all.slice(0, MOST_SHOWN).map((words) => el('li', {}, words)),
          ),
          more > 0 && el('p', { class: 'aside' }, `and ${more} more`),
          el(
            'p',
            { class: 'aside' },
            'Names are what somebody typed. Go by the id before you bind anything to one of these.',
          ),
        ),
      );
    },
  };
}
