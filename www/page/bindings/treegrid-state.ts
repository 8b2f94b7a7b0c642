// The state of the treegrid: which lines are folded, which are visible, and which one has the tab stop.

import type { NestedBinding } from './nest-bindings.js';
import { type BindingTree, createTree, type TreeMove, treeMoveForKey } from './tree-model.js';

export class TreegridState {
  #tree: BindingTree = createTree([]);
  #folded: ReadonlySet<number> = new Set();
  #lines: readonly number[] = [];
  #tabStop = 0;

  get tree(): BindingTree {
    return this.#tree;
  }

  /** The visible lines, in order. */
  get lines(): readonly number[] {
    return this.#lines;
  }

  /** The line that the Tab key moves to. */
  get tabStop(): number {
    return this.#tabStop;
  }

  set tabStop(line: number) {
    this.#tabStop = line;
  }

  isFolded(line: number): boolean {
    return this.#folded.has(line);
  }

  /**
   * Replaces the bindings and unfolds all. The tab stop stays on its CIDR. If that is gone, the tab stop stays on its
   * line where `keepsLine`, and moves to the first line otherwise.
   */
  setBindings(nestedBindings: readonly NestedBinding[], keepsLine: boolean): void {
    const cidr = this.#tree.nestedBindings[this.#tabStop]?.binding.cidr;
    this.#tree = createTree(nestedBindings);
    this.#setFolded(new Set());
    const kept = nestedBindings.findIndex(({ binding }) => binding.cidr === cidr);
    const line = keepsLine ? this.#tabStop : 0;
    this.#tabStop = kept === -1 ? Math.max(0, Math.min(line, nestedBindings.length - 1)) : kept;
  }

  /** Folds or unfolds a line. A tab stop that becomes hidden moves to that line. */
  fold(line: number, on: boolean): void {
    const folded = new Set(this.#folded);
    if (on) folded.add(line);
    else folded.delete(line);
    this.#setFolded(folded);
    if (!this.#lines.includes(this.#tabStop)) this.#tabStop = line;
  }

  /** Unfolds what hides a binding, and moves the tab stop to it. Gives its line, or -1 where there is none. */
  showCidr(cidr: string | null): number {
    const line = this.#tree.nestedBindings.findIndex(({ binding }) => binding.cidr === cidr);
    if (line === -1) return -1;
    const folded = new Set(this.#folded);
    for (let at = this.#tree.positionOf(line).parent; at !== -1; at = this.#tree.positionOf(at).parent) {
      folded.delete(at);
    }
    this.#setFolded(folded);
    this.#tabStop = line;
    return line;
  }

  /** The lines to draw, each with its row: the rows from `top` to before `end`, and the tab stop wherever it is. */
  linesToDraw(top: number, end: number): ReadonlyMap<number, number> {
    const rows = new Map(this.#lines.slice(top, end).map((line, at) => [line, top + at]));
    // Without the row of the tab stop, scrolling would lose the focus.
    const stopRow = this.#lines.indexOf(this.#tabStop);
    if (stopRow !== -1) rows.set(this.#tabStop, stopRow);
    return rows;
  }

  moveForKey(key: string, line: number): TreeMove | null {
    return treeMoveForKey(key, line, this.#tree, this.#lines, this.#folded);
  }

  #setFolded(folded: ReadonlySet<number>): void {
    this.#folded = folded;
    this.#lines = this.#tree.visible(folded);
  }
}
