// One row of the treegrid.

import {
  formatCount,
  type NestedBinding,
  progressOf,
  type ServiceBinding,
  type ServiceStyle,
} from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import { escapeInvisible, untrustedText } from '../lib/escape-text.js';
import { serviceLabel } from '../services/service-label.js';
import type { TreePosition } from './treegrid-state.js';

/** On a phone a row has two lines. treegrid.css has the same condition. */
export const NARROW = matchMedia('(max-width: 560px)');

/** Height of a row, px. treegrid.css has the same values. */
export function rowHeight(): number {
  return NARROW.matches ? 60 : 38;
}

/** Indentation of each level, px. */
const INDENT = 18;
const DEEPEST_INDENT = 6;
const STATE_CLASSES = { active: 'state good', provisioning: 'state wait', stuck: 'state stuck' } as const;

/** States that are too long for the column. */
const STATE_NAMES: Readonly<Record<string, string>> = { magic_transit_route_missing: 'route missing' };

/** The part that a binding has in the last answer. */
export type RowMark = 'owner' | 'chain';

export interface TreegridRow {
  readonly nested: NestedBinding;
  readonly style: ServiceStyle;
  /** Index into the list of nested bindings. */
  readonly line: number;
  /** Index into the visible lines. */
  readonly row: number;
  readonly position: TreePosition;
  readonly mark: RowMark | undefined;
  readonly isSelected: boolean;
  readonly isFolded: boolean;
  readonly isTabStop: boolean;
}

export interface TreegridRowHandlers {
  onSelect(): void;
  onToggle(): void;
}

function stateLabel({ id, state }: ServiceBinding): HTMLElement {
  if (id === '') return el('span', { class: 'state is-new' }, 'draft');
  if (state === null) return el('span', { class: 'state plain' }, 'unknown');
  const title = escapeInvisible(state, 60);
  return el(
    'span',
    { class: STATE_CLASSES[progressOf(state)], title },
    STATE_NAMES[state] ?? escapeInvisible(state, 32),
  );
}

function disclosure({ nested, isFolded }: TreegridRow, onToggle: () => void): HTMLElement {
  if (nested.descendantCount === 0) return el('span', { class: 'disclosure none', 'aria-hidden': 'true' });
  const toggle = (event: Event): void => {
    event.stopPropagation();
    onToggle();
  };
  const name = isFolded ? 'disclosure' : 'disclosure open';
  return el('span', { class: name, 'aria-hidden': 'true', onclick: toggle });
}

function blockCell(row: TreegridRow, onToggle: () => void): HTMLElement {
  const { binding, depth, descendantCount } = row.nested;
  const cell = el(
    'div',
    { role: 'gridcell', class: 'block-cell' },
    disclosure(row, onToggle),
    el('span', { class: 'mono' }, binding.cidr),
    row.isFolded && el('span', { class: 'aside' }, ` +${formatCount(BigInt(descendantCount))}`),
    binding.cidrAsSent !== undefined &&
      el('small', { class: 'aside' }, ' sent as ', untrustedText(binding.cidrAsSent, 40)),
  );
  cell.style.paddingLeft = `${6 + INDENT * Math.min(depth, DEEPEST_INDENT)}px`;
  return cell;
}

/** IDs of more characters are shortened. */
const MAX_ID = 14;

/** The ID, shortened, with a button that copies all of it. */
function idCell(id: string): HTMLElement {
  const shown = id.length > MAX_ID ? `${id.slice(0, 6)}…${id.slice(-4)}` : id;
  const copy = (event: Event): void => {
    event.stopPropagation();
    const { clipboard } = navigator as Partial<Navigator>;
    const button = event.currentTarget as HTMLElement;
    const done = (): void => button.replaceChildren('copied');
    clipboard?.writeText(id).then(done, () => {});
  };
  return el(
    'div',
    { role: 'gridcell', class: 'id', title: escapeInvisible(id, 80) },
    el('code', {}, untrustedText(shown, 40)),
    id !== '' &&
      el(
        'button',
        {
          type: 'button',
          class: 'link copy',
          tabindex: -1,
          'aria-label': `Copy the ID ${escapeInvisible(id, 80)}`,
          onclick: copy,
        },
        'copy',
      ),
  );
}

export function treegridRow(row: TreegridRow, { onSelect, onToggle }: TreegridRowHandlers): HTMLElement {
  const { nested, mark, position, isSelected } = row;
  const { binding, first, last } = nested;
  const expanded = nested.descendantCount === 0 ? null : row.isFolded ? 'false' : 'true';
  const element = el(
    'div',
    {
      role: 'row',
      class: `line${mark === undefined ? '' : ` marked is-${mark}`}${isSelected ? ' selected' : ''}`,
      tabindex: row.isTabStop ? 0 : -1,
      'data-line': row.line,
      'aria-rowindex': row.row + 2,
      'aria-level': nested.depth + 1,
      'aria-posinset': position.position,
      'aria-setsize': position.siblings,
      'aria-selected': isSelected ? 'true' : 'false',
      'aria-expanded': expanded,
      onclick: onSelect,
    },
    blockCell(row, onToggle),
    el('div', { role: 'gridcell' }, serviceLabel(row.style)),
    el('div', { role: 'gridcell', class: 'number' }, formatCount(last - first + 1n)),
    el('div', { role: 'gridcell' }, stateLabel(binding)),
    idCell(binding.id),
  );
  element.style.top = `${row.row * rowHeight()}px`;
  return element;
}
