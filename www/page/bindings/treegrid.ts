// The bindings as a treegrid with keyboard navigation. It draws the rows in sight only.

import {
  formatCount,
  type NestedBinding,
  type Palette,
  REGIONAL,
  type Resolution,
} from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import type { OpenPrefix } from './open-prefix.js';
import { NARROW, type RowMark, rowHeight, treegridRow } from './treegrid-row.js';
import { TreegridState } from './treegrid-state.js';

/** Rows drawn above and below those in sight. */
const MARGIN = 8;
const COLUMNS = ['Block', 'Service', 'Addresses', 'State', 'Binding ID'];

/** Which rows are marked. */
export interface RowMarks {
  /** By position in the API's list: the part of the binding in the last answer. */
  readonly chain: ReadonlyMap<number, RowMark>;
  readonly selectedCidr: string | null;
}

export interface TreegridHandlers {
  /** The user clicked a row or pressed Enter on it. */
  onSelect(nested: NestedBinding): void;
  /** The user pressed Delete on a row. */
  onRemove(nested: NestedBinding): void;
  /** The user wants to change the selected binding. */
  onEdit(): void;
}

/** The bindings that have a part in an answer. */
export function rowMarksOf(resolution: Resolution | null): ReadonlyMap<number, RowMark> {
  const chain = new Map<number, RowMark>();
  if (resolution === null) return chain;
  const { owner, shadowed, regional, conflicts } = resolution;
  for (const { index } of [...shadowed, ...regional, ...conflicts]) chain.set(index, 'chain');
  if (owner !== null) chain.set(owner.index, 'owner');
  return chain;
}

function gridElement(body: HTMLElement): HTMLElement {
  const headers = COLUMNS.map((name, at) =>
    el('div', { role: 'columnheader', class: at === 2 ? 'number' : null }, name),
  );
  const labels = { 'aria-labelledby': 'bindings-title', 'aria-describedby': 'bindings-note' };
  return el(
    'div',
    { role: 'treegrid', class: 'grid', ...labels },
    el('div', { role: 'rowgroup', class: 'grid-head' }, el('div', { role: 'row', class: 'line' }, headers)),
    body,
  );
}

export class Treegrid {
  readonly #handlers: TreegridHandlers;
  readonly #state = new TreegridState();
  readonly #title = el('h2', { id: 'bindings-title' });
  readonly #body = el('div', { role: 'rowgroup', class: 'grid-body' });
  readonly #grid = gridElement(this.#body);
  readonly #scroll = el('div', { class: 'grid-scroll' }, this.#grid);
  readonly #edit = el('button', { type: 'button', class: 'link', onclick: () => this.#handlers.onEdit() });
  readonly #foot = el('p', { class: 'grid-foot' }, this.#edit);
  /** The drawn rows by their lines. */
  readonly #rows = new Map<number, HTMLElement>();
  #prefix: OpenPrefix | null = null;
  /** Which bindings are shown, in which order. */
  #rowsOf: (prefix: OpenPrefix) => readonly NestedBinding[] = ({ nestedBindings }) => nestedBindings;
  #palette: Palette | null = null;
  #marks: RowMarks = { chain: new Map(), selectedCidr: null };

  /** The place of the bar that filters the table. */
  readonly filterBar = el('div', { class: 'table-filter', hidden: true });

  /** Builds the table in `root`. */
  constructor(root: HTMLElement, handlers: TreegridHandlers) {
    this.#handlers = handlers;
    const text = 'Sorted by address; nested bindings are indented.';
    const note = el('p', { id: 'bindings-note', class: 'visually-hidden' }, text);
    root.replaceChildren(this.#title, this.filterBar, note, this.#scroll, this.#foot);
    this.#body.addEventListener('keydown', (event) => this.#onKey(event));
    this.#scroll.addEventListener('scroll', () => this.#draw(true), { passive: true });
    new ResizeObserver(() => this.#draw(true)).observe(this.#scroll);
    NARROW.addEventListener('change', () => {
      this.#resize();
      this.#draw(false);
    });
  }

  update(prefix: OpenPrefix, palette: Palette, marks: RowMarks): void {
    const isNew = this.#prefix !== prefix;
    const hasMoved = this.#marks.selectedCidr !== marks.selectedCidr;
    const hadFocus = this.#body.contains(document.activeElement);
    this.#marks = marks;
    this.#palette = palette;
    if (isNew) this.#setPrefix(prefix, hadFocus);
    if ((hasMoved || isNew) && marks.selectedCidr !== null) this.#showSelected(marks.selectedCidr);
    this.#draw(false);
    const footHadFocus = document.activeElement === this.#edit;
    this.#drawFoot(prefix, marks.selectedCidr);
    if ((isNew && hadFocus) || (this.#foot.hidden && footHadFocus)) this.#focusLine(this.#state.tabStop);
  }

  /** Shows the rows that `rowsOf` gives for a prefix, and gives their number. */
  setView(rowsOf: (prefix: OpenPrefix) => readonly NestedBinding[]): number {
    this.#rowsOf = rowsOf;
    if (this.#prefix === null) return 0;
    this.#setPrefix(this.#prefix, false);
    this.#scroll.scrollTop = 0;
    this.#draw(false);
    return this.#state.nestedBindings.length;
  }

  #setPrefix(prefix: OpenPrefix, keepsLine: boolean): void {
    const { nestedBindings, family } = prefix;
    this.#prefix = prefix;
    this.#state.setBindings(this.#rowsOf(prefix), keepsLine);
    this.#grid.className = `grid v${family}`;
    this.#resize();
    const count = nestedBindings.length;
    this.#title.textContent = count === 1 ? '1 binding' : `${formatCount(BigInt(count))} bindings`;
  }

  #drawFoot(prefix: OpenPrefix, selectedCidr: string | null): void {
    this.#foot.hidden = !prefix.nestedBindings.some(({ binding }) => binding.cidr === selectedCidr);
    this.#edit.textContent = `Change ${selectedCidr ?? ''}`;
  }

  #showSelected(cidr: string): void {
    const line = this.#state.showCidr(cidr);
    if (line === -1) return;
    this.#resize();
    this.#scrollTo(line);
  }

  #resize(): void {
    const { length } = this.#state.lines;
    this.#body.style.height = `${length * rowHeight()}px`;
    this.#grid.setAttribute('aria-rowcount', String(length + 1));
  }

  /** Draws the rows in sight. Rows that are drawn already stay where `keepsRows`. */
  #draw(keepsRows: boolean): void {
    if (this.#palette === null) return;
    const palette = this.#palette;
    const { activeElement } = document;
    const focused = this.#body.contains(activeElement)
      ? (activeElement as HTMLElement).dataset.line
      : undefined;
    const top = Math.max(0, Math.floor(this.#scroll.scrollTop / rowHeight()) - MARGIN);
    const bottom = this.#scroll.scrollTop + this.#scroll.clientHeight;
    const wanted = this.#state.linesToDraw(top, Math.ceil(bottom / rowHeight()) + MARGIN);
    for (const [line, element] of this.#rows) {
      if (keepsRows && wanted.has(line)) continue;
      element.remove();
      this.#rows.delete(line);
    }
    for (const [line, row] of [...wanted].sort(([one], [other]) => one - other)) {
      if (!this.#rows.has(line)) this.#insertRow(line, row, palette);
    }
    if (focused !== undefined) this.#rows.get(Number(focused))?.focus({ preventScroll: true });
  }

  #insertRow(line: number, row: number, palette: Palette): void {
    const { nestedBindings, tabStop } = this.#state;
    const nested = nestedBindings[line];
    if (nested === undefined) return;
    const { cidr, serviceId, serviceName } = nested.binding;
    const isFolded = this.#state.isFolded(line);
    const element = treegridRow(
      {
        nested,
        style: serviceId === null ? REGIONAL : palette.of(serviceId, serviceName),
        line,
        row,
        position: this.#state.positionOf(line),
        mark: this.#marks.chain.get(nested.index),
        isSelected: this.#marks.selectedCidr === cidr,
        isFolded,
        isTabStop: line === tabStop,
      },
      { onSelect: () => this.#select(line), onToggle: () => this.#fold(line, !isFolded) },
    );
    const next = [...this.#body.children].find((other) => Number((other as HTMLElement).dataset.line) > line);
    this.#body.insertBefore(element, next ?? null);
    this.#rows.set(line, element);
  }

  #setTabStop(line: number): void {
    this.#rows.get(this.#state.tabStop)?.setAttribute('tabindex', '-1');
    this.#state.tabStop = line;
    this.#rows.get(line)?.setAttribute('tabindex', '0');
  }

  /** Scrolls the table, and nothing around it, until a line is in sight. */
  #scrollTo(line: number): void {
    const top = this.#state.lines.indexOf(line) * rowHeight();
    if (top < 0) return;
    const header = rowHeight();
    const scroll = this.#scroll;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    else if (top + rowHeight() + header > scroll.scrollTop + scroll.clientHeight) {
      scroll.scrollTop = top + rowHeight() + header - scroll.clientHeight;
    }
  }

  #focusLine(line: number): void {
    this.#setTabStop(line);
    this.#scrollTo(line);
    this.#draw(true);
    this.#rows.get(line)?.focus({ preventScroll: true });
  }

  #fold(line: number, on: boolean): void {
    this.#state.fold(line, on);
    this.#resize();
    this.#draw(false);
  }

  #select(line: number): void {
    const nested = this.#state.nestedBindings[line];
    if (nested === undefined) return;
    this.#setTabStop(line);
    this.#rows.get(line)?.focus({ preventScroll: true });
    this.#handlers.onSelect(nested);
  }

  #onKey(event: KeyboardEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.dataset.line === undefined) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const line = Number(target.dataset.line);
    const nested = this.#state.nestedBindings[line];
    if (nested === undefined) return;
    const move = this.#state.moveForKey(event.key, line);
    if (move?.kind === 'go') this.#focusLine(move.line);
    else if (move !== null) this.#fold(move.line, move.kind === 'fold');
    else if (event.key === 'Enter' || event.key === ' ') this.#select(line);
    else if (event.key === 'Delete') this.#handlers.onRemove(nested);
    else return;
    event.preventDefault();
  }
}
