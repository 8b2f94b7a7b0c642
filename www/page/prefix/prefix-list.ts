// The prefixes of the account: a list with a search, of which one is open.

import type { Prefix } from '../../../src/js/entry/page.js';
import { addressIn, rangeOfCidr } from '../lib/address-range.js';
import { el, mountPoint, radio, setChildren } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import type { Account, PageState } from '../state/page-state.js';

/** A list of more prefixes has a search. */
export const MAX_WITHOUT_SEARCH = 6;

/** The row of a prefix, with the places for what is read later. */
export interface PrefixRow {
  readonly prefix: Prefix;
  readonly root: HTMLElement;
  readonly state: HTMLElement;
  readonly mini: HTMLElement;
}

/** Builds the list; `onSelect` gets the ID of a prefix. */
export function createPrefixList(onSelect: (prefixId: string) => void) {
  const root = mountPoint('prefixes');
  let account: Account | null = null;
  let rows: readonly PrefixRow[] = [];
  const count = el('h2', { id: 'prefixes-title' });
  const search = el('input', {
    type: 'search',
    class: 'prefix-search',
    'aria-label': 'Find a prefix by CIDR, description or address',
    placeholder: 'CIDR, description or address',
    oninput: () => filter(),
  });
  const none = el('p', { class: 'aside', role: 'status' });
  const list = el('div', { class: 'prefix-rows', role: 'radiogroup', 'aria-labelledby': 'prefixes-title' });
  root.replaceChildren(count, search, list, none);

  const filter = (): void => {
    const matches = prefixFilter(search.value);
    const shown = rows.filter((row) => {
      row.root.hidden = !matches(row.prefix);
      return !row.root.hidden;
    });
    none.textContent = shown.length === 0 && rows.length > 0 ? 'No prefix matches.' : '';
  };
  const build = (next: Account | null): void => {
    account = next;
    const prefixes = next?.prefixes ?? [];
    rows = prefixes.map((prefix) => prefixRow(prefix, () => onSelect(prefix.id)));
    setChildren(
      list,
      rows.map((row) => row.root),
    );
    count.textContent =
      prefixes.length === 1 ? '1 prefix' : `${prefixes.length.toLocaleString('en')} prefixes`;
    search.value = '';
    search.hidden = prefixes.length <= MAX_WITHOUT_SEARCH;
    none.textContent = '';
  };
  return {
    /** The rows of the account on the screen. */
    rows: (): readonly PrefixRow[] => rows,
    update(state: PageState): void {
      const next = state.account.kind === 'ready' ? state.account.value : null;
      if (next !== account) build(next);
      for (const { prefix, root: row } of rows) {
        const input = row.querySelector('input');
        if (input === null) continue;
        const isOpen = prefix.id === state.prefixId;
        if (isOpen && !input.checked) row.scrollIntoView({ block: 'nearest' });
        input.checked = isOpen;
        row.querySelector('.is-drafted')?.toggleAttribute('hidden', !state.draftedPrefixIds.has(prefix.id));
      }
    },
  };
}

function prefixRow(prefix: Prefix, onchange: () => void): PrefixRow {
  const state = el('span', { class: 'prefix-state' });
  const mini = el('span', { class: 'prefix-mini', 'aria-hidden': 'true' });
  const { cidr, description } = prefix;
  const root = radio(
    { name: 'prefix', value: prefix.id, onchange },
    el(
      'span',
      { class: 'prefix-cidr' },
      cidr,
      el('small', { class: 'prefix-description' }, description ? untrustedText(description, 60) : ''),
      el('small', { class: 'is-drafted', hidden: true }, 'draft'),
    ),
    state,
    mini,
  );
  root.classList.add('prefix-row');
  return { prefix, root, state, mini };
}

/** Whether a prefix matches a typed text: a part of its CIDR or description, or an address that it contains. */
export function prefixFilter(text: string): (prefix: Prefix) => boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return () => true;
  const address = addressIn(wanted);
  return ({ cidr, description }) => {
    if (cidr.includes(wanted) || description?.toLowerCase().includes(wanted) === true) return true;
    if (address === null || cidr.includes(':') !== (address.family === 6)) return false;
    const { first, last } = rangeOfCidr(cidr);
    return first <= address.number && address.number <= last;
  };
}
