// The bindings as a tree in a table: visible lines, position among siblings, and where each key moves.

import type { NestedBinding } from './nest-bindings.js';

/** The position of a binding in the tree. A line is an index into the list of nested bindings. */
export interface TreePosition {
  /** Line of the binding that directly contains it; -1 where there is none. */
  readonly parent: number;
  /** From 1, among its siblings. */
  readonly position: number;
  readonly siblings: number;
}

export interface BindingTree {
  readonly nestedBindings: readonly NestedBinding[];
  positionOf(line: number): TreePosition;
  /** The visible lines, in order. */
  visible(folded: ReadonlySet<number>): readonly number[];
}

/** The tree of a list. O(n). */
export function createTree(nestedBindings: readonly NestedBinding[]): BindingTree {
  const size = nestedBindings.length;
  const parents = new Int32Array(size).fill(-1);
  const positions = new Int32Array(size);
  // The last entry counts the bindings without a parent.
  const childCounts = new Int32Array(size + 1);
  const countIndex = (parent: number): number => (parent === -1 ? size : parent);
  const ancestors: number[] = [];
  nestedBindings.forEach(({ depth }, line) => {
    ancestors.length = Math.min(ancestors.length, depth);
    const parent = ancestors.at(-1) ?? -1;
    const position = (childCounts[countIndex(parent)] ?? 0) + 1;
    childCounts[countIndex(parent)] = position;
    parents[line] = parent;
    positions[line] = position;
    ancestors.push(line);
  });
  return {
    nestedBindings,
    positionOf(line) {
      const parent = parents[line] ?? -1;
      const siblings = childCounts[countIndex(parent)] ?? 0;
      return { parent, position: positions[line] ?? 0, siblings };
    },
    visible(folded) {
      const lines: number[] = [];
      for (let line = 0; line < size; line += 1) {
        lines.push(line);
        if (folded.has(line)) line += nestedBindings[line]?.descendantCount ?? 0;
      }
      return lines;
    },
  };
}

/** What a key does on the focused line. */
export type TreeMove =
  | { readonly kind: 'go'; readonly line: number }
  | { readonly kind: 'fold' | 'unfold'; readonly line: number };

/** Lines that a page key moves. */
const PAGE = 12;

/** The keys of a treegrid with focusable rows, by the ARIA Authoring Practices; `null` for any other key. */
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
