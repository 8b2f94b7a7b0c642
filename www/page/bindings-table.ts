// The bindings as a table, in address order, each indented below the one that it lies in.

import { el } from './dom.js';
import { inert, visible } from './inert.js';
import type { Placed } from './nesting.js';
import { addressesText, countText } from './number-line.js';
import { type Palette, REGIONAL } from './palette.js';
import { serviceLabel } from './swatch.js';

const PAGE = 200;
const DEEPEST_INDENT = 6;
const STATES = new Map<string | null, string>([
  ['active', 'state good'],
  ['provisioning', 'state wait'],
]);

export interface BindingsTable {
  update(placed: readonly Placed[], palette: Palette, marked: ReadonlyMap<number, 'owner' | 'chain'>): void;
}

/** Builds the table in `root`; `onShow` zooms the picture to a binding. */
export function createBindingsTable(root: HTMLElement, onShow: (placed: Placed) => void): BindingsTable {
  let shown = PAGE;
  let of: readonly Placed[] | null = null;

  const row = (one: Placed, palette: Palette, mark: 'owner' | 'chain' | undefined): HTMLElement => {
    const { binding } = one;
    const look = binding.serviceId === null ? REGIONAL : palette.of(binding.serviceId, binding.serviceName);
    const state = binding.state === null ? 'not told' : visible(binding.state, 30);
    return el(
      'tr',
      { class: mark === undefined ? null : `marked is-${mark}` },
      el(
        'th',
        { scope: 'row', class: `indent-${Math.min(one.row, DEEPEST_INDENT)}` },
        el(
          'button',
          { type: 'button', class: 'link mono', title: 'Show in the picture', onclick: () => onShow(one) },
          binding.cidr,
        ),
        binding.cidrAsSent === undefined
          ? null
          : el('small', { class: 'as-sent' }, 'sent as ', inert(binding.cidrAsSent, 60)),
      ),
      el('td', {}, serviceLabel(look)),
      el('td', { class: 'number' }, countText(one.last - one.first + 1n)),
      el('td', {}, el('span', { class: STATES.get(binding.state) ?? 'state plain' }, state)),
      el('td', { class: 'id' }, el('code', {}, inert(binding.id, 40))),
    );
  };

  const update: BindingsTable['update'] = (placed, palette, marked) => {
    if (of !== placed) shown = PAGE;
    of = placed;
    const total = placed.reduce((sum, one) => (one.row === 0 ? sum + one.last - one.first + 1n : sum), 0n);
    const more = (): void => {
      shown += PAGE;
      update(placed, palette, marked);
    };
    root.replaceChildren(
      el(
        'h2',
        { id: 'bindings-title' },
        placed.length === 1 ? '1 binding' : `${countText(BigInt(placed.length))} bindings`,
      ),
      el(
        'p',
        { id: 'bindings-note', class: 'aside' },
        `In address order; together they cover ${addressesText(total)}. A binding stands indented under the one that it lies in.`,
      ),
      el(
        'div',
        {
          class: 'table-scroll',
          role: 'group',
          'aria-label': 'Table of bindings, scrolls sideways',
          tabindex: 0,
        },
        el(
          'table',
          { 'aria-labelledby': 'bindings-title', 'aria-describedby': 'bindings-note' },
          el(
            'thead',
            {},
            el(
              'tr',
              {},
              ...['Block', 'Goes to', 'Addresses', 'State', 'Binding ID'].map((name, at) =>
                el('th', { scope: 'col', class: at === 2 ? 'number' : null }, name),
              ),
            ),
          ),
          el('tbody', {}, ...placed.slice(0, shown).map((one) => row(one, palette, marked.get(one.index)))),
        ),
      ),
      placed.length > shown
        ? el(
            'button',
            { type: 'button', class: 'button', onclick: more },
            `Show ${Math.min(PAGE, placed.length - shown)} more`,
          )
        : '',
    );
  };
  return { update };
}
