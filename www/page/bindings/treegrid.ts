// The bindings as a treegrid: rows in address order, only those in sight drawn, moved through by keys.

import { progressOf, type ServiceBinding } from '../../../src/js/entry/page.js';
import { formatAddressCount, formatCount } from '../lib/address-range.js';
import { el } from '../lib/dom.js';
import { escapeInvisible as spelled, untrustedText } from '../lib/escape-text.js';
import { type Palette, REGIONAL } from '../services/palette.js';
import { serviceLabel } from '../services/service-label.js';
import type { NestedBinding } from './nest-bindings.js';
import type { OpenPrefix } from './open-prefix.js';
import { type BindingTree, createTree, treeMoveForKey } from './tree-model.js';

/** Height of a row, px; treegrid.css has the same. */
const ROW = 38;
/** Rows drawn beyond the edges of what is in sight. */
const MARGIN = 8;
const DEEPEST_INDENT = 6;
const STATES = { active: 'state good', provisioning: 'state wait', stuck: 'state stuck' } as const;
const COLUMNS = ['Block', 'Goes to', 'Addresses', 'State', 'Binding ID'];

/** What the table shows beside the bindings. */
export interface RowMarks {
  /** By position in the list: what part each plays in the last answer. */
  readonly chain: ReadonlyMap<number, 'owner' | 'chain'>;
  /** CIDR of the binding that is pointed out. */
  readonly selected: string | null;
}

export interface TreegridHandlers {
  /** A row was clicked, or Enter was pressed on it. */
  onPick(placed: NestedBinding): void;
  /** Delete was pressed on a row. */
  onRemove(placed: NestedBinding): void;
  /** The binding that is pointed out shall be changed. */
  onChange(): void;
}

export interface Treegrid {
  update(opened: OpenPrefix, palette: Palette, marks: RowMarks): void;
}

function stateOf(binding: ServiceBinding): HTMLElement {
  if (binding.id === '') return el('span', { class: 'state is-new' }, 'draft');
  const state = binding.state === null ? 'not told' : spelled(binding.state, 32);
  return el(
    'span',
    { class: binding.state === null ? 'state plain' : STATES[progressOf(binding.state)] },
    state,
  );
}

/** Builds the table in `root`. */
export function createTreegrid(root: HTMLElement, calls: TreegridHandlers): Treegrid {
  const title = el('h2', { id: 'bindings-title' });
  const note = el('p', { id: 'bindings-note', class: 'aside' });
  const body = el('div', { role: 'rowgroup', class: 'grid-body' });
  const grid = el(
    'div',
    {
      role: 'treegrid',
      class: 'grid',
      'aria-labelledby': 'bindings-title',
      'aria-describedby': 'bindings-note',
    },
    el(
      'div',
      { role: 'rowgroup', class: 'grid-head' },
      el(
        'div',
        { role: 'row', class: 'line' },
        COLUMNS.map((name, at) =>
          el('div', { role: 'columnheader', class: at === 2 ? 'number' : null }, name),
        ),
      ),
    ),
    body,
  );
  const scroll = el('div', { class: 'grid-scroll' }, grid);
  const change = el('button', { type: 'button', class: 'link', onclick: () => calls.onChange() });
  const foot = el('p', { class: 'grid-foot' }, change);
  root.replaceChildren(title, note, scroll, foot);

  let opened: OpenPrefix | null = null;
  let palette: Palette | null = null;
  let marks: RowMarks = { chain: new Map(), selected: null };
  let tree: BindingTree = createTree([]);
  let folded = new Set<number>();
  let lines: readonly number[] = [];
  /** The line that the Tab key comes to. */
  let stop = 0;
  const drawn = new Map<number, HTMLElement>();

  const drawRow = (line: number, at: number, colours: Palette): HTMLElement => {
    const one = tree.nestedBindings[line];
    if (one === undefined) return el('div');
    const { binding } = one;
    const look = binding.serviceId === null ? REGIONAL : colours.of(binding.serviceId, binding.serviceName);
    const mark = marks.chain.get(one.index);
    const isSelected = marks.selected === binding.cidr;
    const { position, siblings } = tree.positionOf(line);
    const isFolded = folded.has(line);
    const toggle = (event: Event): void => {
      event.stopPropagation();
      fold(line, !isFolded);
    };
    const row = el(
      'div',
      {
        role: 'row',
        class: `line${mark === undefined ? '' : ` marked is-${mark}`}${isSelected ? ' selected' : ''}`,
        tabindex: line === stop ? 0 : -1,
        'data-line': line,
        'aria-rowindex': at + 2,
        'aria-level': one.depth + 1,
        'aria-posinset': position,
        'aria-setsize': siblings,
        'aria-selected': isSelected ? 'true' : 'false',
        'aria-expanded': one.descendantCount === 0 ? null : isFolded ? 'false' : 'true',
        onclick: () => pick(line),
      },
      el(
        'div',
        { role: 'gridcell', class: `block-cell indent-${Math.min(one.depth, DEEPEST_INDENT)}` },
        one.descendantCount === 0
          ? el('span', { class: 'disclosure none', 'aria-hidden': 'true' })
          : el('span', {
              class: isFolded ? 'disclosure' : 'disclosure open',
              'aria-hidden': 'true',
              onclick: toggle,
            }),
        el('span', { class: 'mono' }, binding.cidr),
        isFolded && el('span', { class: 'aside' }, ` +${formatCount(BigInt(one.descendantCount))}`),
        binding.cidrAsSent === undefined
          ? null
          : el('small', { class: 'aside' }, ' sent as ', untrustedText(binding.cidrAsSent, 40)),
      ),
      el('div', { role: 'gridcell' }, serviceLabel(look)),
      el('div', { role: 'gridcell', class: 'number' }, formatCount(one.last - one.first + 1n)),
      el('div', { role: 'gridcell' }, stateOf(binding)),
      el('div', { role: 'gridcell', class: 'id' }, el('code', {}, untrustedText(binding.id, 40))),
    );
    row.style.top = `${at * ROW}px`;
    return row;
  };

  /** Draws the rows in sight; `anew` draws those again that are there already. */
  const draw = (anew: boolean): void => {
    if (palette === null) return;
    const colours = palette;
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset.line : undefined;
    const hadFocus = focused !== undefined && body.contains(document.activeElement);
    const top = Math.max(0, Math.floor(scroll.scrollTop / ROW) - MARGIN);
    const end = Math.ceil((scroll.scrollTop + scroll.clientHeight) / ROW) + MARGIN;
    const wanted = new Map(lines.slice(top, end).map((line, at) => [line, top + at]));
    // The tab stop is always there, in sight or not, so that the focus is never lost by scrolling.
    const stopAt = lines.indexOf(stop);
    if (stopAt !== -1) wanted.set(stop, stopAt);
    for (const [line, row] of drawn) {
      if (!anew && wanted.has(line)) continue;
      row.remove();
      drawn.delete(line);
    }
    for (const [line, at] of [...wanted].sort(([one], [other]) => one - other)) {
      if (drawn.has(line)) continue;
      const row = drawRow(line, at, colours);
      const next = [...body.children].find((other) => Number((other as HTMLElement).dataset.line) > line);
      body.insertBefore(row, next ?? null);
      drawn.set(line, row);
    }
    if (hadFocus) drawn.get(Number(focused))?.focus({ preventScroll: true });
  };

  const measure = (): void => {
    lines = tree.visible(folded);
    body.style.height = `${lines.length * ROW}px`;
    grid.setAttribute('aria-rowcount', String(lines.length + 1));
  };

  const settle = (line: number): void => {
    drawn.get(stop)?.setAttribute('tabindex', '-1');
    stop = line;
    drawn.get(stop)?.setAttribute('tabindex', '0');
  };

  /** Scrolls the table, and nothing around it, until a line is in sight. */
  const reveal = (line: number): void => {
    const top = lines.indexOf(line) * ROW;
    if (top < 0) return;
    const head = ROW;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    else if (top + ROW + head > scroll.scrollTop + scroll.clientHeight) {
      scroll.scrollTop = top + ROW + head - scroll.clientHeight;
    }
  };

  const focusOn = (line: number): void => {
    settle(line);
    reveal(line);
    draw(false);
    drawn.get(line)?.focus({ preventScroll: true });
  };

  const fold = (line: number, on: boolean): void => {
    folded = new Set(folded);
    if (on) folded.add(line);
    else folded.delete(line);
    measure();
    if (!lines.includes(stop)) settle(line);
    draw(true);
  };

  const pick = (line: number): void => {
    const one = tree.nestedBindings[line];
    if (one === undefined) return;
    settle(line);
    drawn.get(line)?.focus({ preventScroll: true });
    calls.onPick(one);
  };

  /** Unfolds whatever hides the selected binding, and brings it into sight. */
  const showSelected = (): void => {
    const line = tree.nestedBindings.findIndex(({ binding }) => binding.cidr === marks.selected);
    if (line === -1) return;
    for (let above = tree.positionOf(line).parent; above !== -1; above = tree.positionOf(above).parent) {
      if (folded.has(above)) folded = new Set([...folded].filter((other) => other !== above));
    }
    measure();
    stop = line;
    reveal(line);
  };

  body.addEventListener('keydown', (event) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.dataset.line === undefined) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const line = Number(target.dataset.line);
    const one = tree.nestedBindings[line];
    if (one === undefined) return;
    const move = treeMoveForKey(event.key, line, tree, lines, folded);
    if (move !== null) {
      event.preventDefault();
      if (move.kind === 'go') focusOn(move.line);
      else fold(move.line, move.kind === 'fold');
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      pick(line);
    } else if (event.key === 'Delete') {
      event.preventDefault();
      calls.onRemove(one);
    }
  });
  scroll.addEventListener('scroll', () => draw(false), { passive: true });
  new ResizeObserver(() => draw(false)).observe(scroll);

  return {
    update(next, colours, nextMarks) {
      const isNew = opened !== next;
      const moved = marks.selected !== nextMarks.selected;
      const hadFocus = body.contains(document.activeElement);
      const before = tree.nestedBindings[stop]?.binding.cidr;
      marks = nextMarks;
      palette = colours;
      if (isNew) {
        opened = next;
        tree = createTree(next.nestedBindings);
        folded = new Set();
        grid.className = `grid v${next.family}`;
        measure();
        const kept = next.nestedBindings.findIndex(({ binding }) => binding.cidr === before);
        // The row is gone, or never was: the one in its place, or the last.
        stop =
          kept === -1 ? Math.max(0, Math.min(hadFocus ? stop : 0, next.nestedBindings.length - 1)) : kept;
        title.textContent =
          next.nestedBindings.length === 1
            ? '1 binding'
            : `${formatCount(BigInt(next.nestedBindings.length))} bindings`;
        const outer = next.nestedBindings.filter(({ depth }) => depth === 0);
        const total = outer.reduce((sum, one) => sum + one.last - one.first + 1n, 0n);
        note.textContent = `In address order; together they cover ${formatAddressCount(total)}. A binding stands indented under the one that it lies in.`;
      }
      if ((moved || isNew) && marks.selected !== null) showSelected();
      draw(true);
      const { selected } = marks;
      const atFoot = document.activeElement === change;
      foot.hidden = !next.nestedBindings.some(({ binding }) => binding.cidr === selected);
      change.textContent = `Change ${selected ?? ''}`;
      if ((isNew && hadFocus) || (foot.hidden && atFoot)) focusOn(stop);
    },
  };
}
