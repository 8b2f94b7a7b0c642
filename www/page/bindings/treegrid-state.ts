// The state of the treegrid: the bindings as a tree, which lines are folded and visible, which one has the tab stop, and where
// each key moves. A line is an index into the list of nested bindings.

import type { NestedBinding } from '../../../src/js/entry/page.js';

/** The position of a binding in the tree. */
export interface TreePosition {
  /** Line of the binding that directly contains it; -1 where there is none. */
  readonly parent: number;
  /** From 1, among its siblings. */
  readonly position: number;
  readonly siblings: number;
}

/** What a key does on the focused line. */
export interface TreeMove {
  readonly kind: 'go' | 'fold' | 'unfold';
  readonly line: number;
}

/** Lines that a page key moves. */
const PAGE = 12;

export class TreegridState {
  /** The line that the Tab key moves to. */
  tabStop = 0;
  #nestedBindings: readonly NestedBinding[] = [];
  #positions: readonly TreePosition[] = [];
  #folded: ReadonlySet<number> = new Set();
  #lines: readonly number[] = [];

  get nestedBindings(): readonly NestedBinding[] {
    return this.#nestedBindings;
  }

  /** The visible lines, in order. */
  get lines(): readonly number[] {
    return this.#lines;
  }

  positionOf(line: number): TreePosition {
    return this.#positions[line] ?? { parent: -1, position: 0, siblings: 0 };
  }

  isFolded(line: number): boolean {
    return this.#folded.has(line);
  }

  /**
   * Replaces the bindings and unfolds all. The tab stop stays on its CIDR. If that is gone, the tab stop stays on its
   * line where `keepsLine`, and moves to the first line otherwise. O(n).
   */
  setBindings(nestedBindings: readonly NestedBinding[], keepsLine: boolean): void {
    const cidr = this.#nestedBindings[this.tabStop]?.binding.cidr;
    this.#nestedBindings = nestedBindings;
    this.#positions = positionsOf(nestedBindings);
    this.#setFolded(new Set());
    const kept = this.#lineOf(cidr);
    const line = keepsLine ? this.tabStop : 0;
    this.tabStop = kept === -1 ? Math.max(0, Math.min(line, nestedBindings.length - 1)) : kept;
  }

  /** Folds or unfolds a line. A tab stop that becomes hidden moves to that line. */
  fold(line: number, on: boolean): void {
    const folded = new Set(this.#folded);
    if (on) folded.add(line);
    else folded.delete(line);
    this.#setFolded(folded);
    if (!this.#lines.includes(this.tabStop)) this.tabStop = line;
  }

  /** Unfolds what hides a binding, and moves the tab stop to it. Gives its line, or -1 where there is none. */
  showCidr(cidr: string | null): number {
    const line = this.#lineOf(cidr);
    if (line === -1) return -1;
    const folded = new Set(this.#folded);
    for (let at = this.positionOf(line).parent; at !== -1; at = this.positionOf(at).parent) folded.delete(at);
    this.#setFolded(folded);
    this.tabStop = line;
    return line;
  }

  /** The lines to draw, each with its row: the rows from `top` to before `end`, and the tab stop wherever it is. */
  linesToDraw(top: number, end: number): ReadonlyMap<number, number> {
    const rows = new Map(this.#lines.slice(top, end).map((line, at) => [line, top + at]));
    // Without the row of the tab stop, scrolling would lose the focus.
    const stopRow = this.#lines.indexOf(this.tabStop);
    if (stopRow !== -1) rows.set(this.tabStop, stopRow);
    return rows;
  }

  /** The keys of a treegrid with focusable rows, by the ARIA Authoring Practices; `null` for any other key. */
  moveForKey(key: string, line: number): TreeMove | null {
    const at = this.#lines.indexOf(line);
    const last = this.#lines.length - 1;
    const hasChildren = (this.#nestedBindings[line]?.descendantCount ?? 0) > 0;
    const isOpen = hasChildren && !this.isFolded(line);
    const { parent } = this.positionOf(line);
    if (key === 'ArrowRight' && hasChildren && !isOpen) return { kind: 'unfold', line };
    if (key === 'ArrowLeft' && isOpen) return { kind: 'fold', line };
    if (key === 'ArrowLeft') return parent === -1 ? null : { kind: 'go', line: parent };
    const target = new Map([
      ['ArrowDown', at + 1],
      ['ArrowUp', at - 1],
      ['PageDown', at + PAGE],
      ['PageUp', at - PAGE],
      ['Home', 0],
      ['End', last],
      ...(isOpen ? [['ArrowRight', at + 1] as const] : []),
    ]).get(key);
    const next = target === undefined ? undefined : this.#lines[Math.max(0, Math.min(last, target))];
    return next === undefined ? null : { kind: 'go', line: next };
  }

  #lineOf(cidr: string | null | undefined): number {
    return this.#nestedBindings.findIndex(({ binding }) => binding.cidr === cidr);
  }

  #setFolded(folded: ReadonlySet<number>): void {
    this.#folded = folded;
    const lines: number[] = [];
    for (let line = 0; line < this.#nestedBindings.length; line += 1) {
      lines.push(line);
      if (folded.has(line)) line += this.#nestedBindings[line]?.descendantCount ?? 0;
    }
    this.#lines = lines;
  }
}

function positionsOf(nestedBindings: readonly NestedBinding[]): readonly TreePosition[] {
  const childCounts = new Map<number, number>();
  const ancestors: number[] = [];
  const positions = nestedBindings.map(({ depth }, line) => {
    ancestors.length = Math.min(ancestors.length, depth);
    const parent = ancestors.at(-1) ?? -1;
    ancestors.push(line);
    const position = (childCounts.get(parent) ?? 0) + 1;
    childCounts.set(parent, position);
    return { parent, position };
  });
  return positions.map((one) => ({ ...one, siblings: childCounts.get(one.parent) ?? 0 }));
}
