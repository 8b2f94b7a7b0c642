// The rows of bindings as a tree in a table: which lines are visible, where each stands among its siblings, and the next one for a key.

import type { NestedBinding } from './nest-bindings.js';

/** Where a binding stands in the tree. Lines are positions in the list of placed bindings. */
export interface TreePosition {
  /** Line of the binding that it lies in; -1 where there is none. */
  readonly parent: number;
  /** From 1, among those that lie in the same binding. */
  readonly position: number;
  readonly siblings: number;
}

export interface BindingTree {
  readonly nestedBindings: readonly NestedBinding[];
  positionOf(line: number): TreePosition;
  /** Visible lines, in order. */
  visible(folded: ReadonlySet<number>): readonly number[];
}

/** The tree of `placed`. O(n). */
export function createTree(placed: readonly NestedBinding[]): BindingTree {
  const parents = new Int32Array(placed.length).fill(-1);
  const positions = new Int32Array(placed.length);
  const counts = new Int32Array(placed.length + 1);
  const open: number[] = [];
  placed.forEach(({ depth }, line) => {
    open.length = Math.min(open.length, depth);
    const parent = open.at(-1) ?? -1;
    parents[line] = parent;
    // The last place counts those that lie in nothing.
    const of = parent === -1 ? placed.length : parent;
    const position = (counts[of] ?? 0) + 1;
    counts[of] = position;
    positions[line] = position;
    open.push(line);
  });
  return {
    nestedBindings: placed,
    positionOf(line) {
      const parent = parents[line] ?? -1;
      const siblings = counts[parent === -1 ? placed.length : parent] ?? 0;
      return { parent, position: positions[line] ?? 0, siblings };
    },
    visible(folded) {
      const lines: number[] = [];
      for (let line = 0; line < placed.length; line += 1) {
        lines.push(line);
        if (folded.has(line)) line += placed[line]?.descendantCount ?? 0;
      }
      return lines;
    },
  };
}

/** What a key does to the focused line. */
export type TreeMove =
  | { readonly kind: 'go'; readonly line: number }
  | { readonly kind: 'fold' | 'unfold'; readonly line: number };

/** How many lines a page key passes. */
const PAGE = 12;

/** The keys of a treegrid whose rows take the focus, as the ARIA Authoring Practices have them; `null` for any other key. */
export function treeMoveForKey(
  key: string,
  line: number,
  tree: BindingTree,
  visible: readonly number[],
  folded: ReadonlySet<number>,
): TreeMove | null {
  const at = visible.indexOf(line);
  const go = (to: number): TreeMove | null => {
    const next = visible[Math.max(0, Math.min(visible.length - 1, to))];
    return next === undefined ? null : { kind: 'go', line: next };
  };
  const hasChildren = (tree.nestedBindings[line]?.descendantCount ?? 0) > 0;
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'PageDown':
      return go(at + PAGE);
    case 'PageUp':
      return go(at - PAGE);
    case 'Home':
      return go(0);
    case 'End':
      return go(visible.length - 1);
    case 'ArrowRight':
      if (!hasChildren) return null;
      return folded.has(line) ? { kind: 'unfold', line } : go(at + 1);
    case 'ArrowLeft': {
      if (hasChildren && !folded.has(line)) return { kind: 'fold', line };
      const { parent } = tree.positionOf(line);
      return parent === -1 ? null : { kind: 'go', line: parent };
    }
    default:
      return null;
  }
}
