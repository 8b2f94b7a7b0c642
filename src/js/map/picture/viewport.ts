// Chooses the bindings to draw at one zoom: as many rows as fit, and counts of those left out.

import { type AddressRange, contains } from '../model/address-range.js';
import type { NestedBinding } from '../model/nest-bindings.js';

/** One rectangle in the rows of bindings. */
export interface MapBlock extends AddressRange {
  readonly depth: number;
  /** The binding that it shows; `null` for a cluster of neighbours at one depth. */
  readonly nested: NestedBinding | null;
  /** Number of bindings not drawn: inside this one, or all of a cluster. */
  readonly hiddenCount: number;
}

export interface Viewport extends AddressRange {
  readonly blocks: readonly MapBlock[];
  /** The first address of each cell between boundaries of blocks, ascending. */
  readonly starts: readonly bigint[];
  readonly rows: number;
}

/** The first addresses of the cells between the ends of blocks. */
export function boundaries(view: AddressRange, blocks: readonly AddressRange[]): Set<bigint> {
  const starts = new Set<bigint>([view.first]);
  for (const { first, last } of blocks) {
    if (first > view.first && first <= view.last) starts.add(first);
    if (last >= view.first && last < view.last) starts.add(last + 1n);
  }
  return starts;
}

/** At most `most` clusters of neighbours. */
function cluster(siblings: readonly NestedBinding[], most: number): MapBlock[] {
  const size = Math.ceil(siblings.length / Math.max(1, most));
  const blocks: MapBlock[] = [];
  for (let at = 0; at < siblings.length; at += size) {
    const group = siblings.slice(at, at + size);
    const [head] = group;
    const tail = group.at(-1);
    if (head === undefined || tail === undefined) continue;
    if (group.length === 1) blocks.push({ ...head, nested: head, hiddenCount: head.descendantCount });
    else {
      const hidden = group.reduce((sum, one) => sum + 1 + one.descendantCount, 0);
      blocks.push({
        first: head.first,
        last: tail.last,
        depth: head.depth,
        nested: null,
        hiddenCount: hidden,
      });
    }
  }
  return blocks;
}

/** The bindings around a view, and those inside it by their depth. Skips what is beside it. */
function bindingsIn(
  nestedBindings: readonly NestedBinding[],
  view: AddressRange,
): { readonly around: readonly NestedBinding[]; readonly within: ReadonlyMap<number, NestedBinding[]> } {
  const around: NestedBinding[] = [];
  const within = new Map<number, NestedBinding[]>();
  for (let at = 0; at < nestedBindings.length; at += 1) {
    const one = nestedBindings[at];
    if (one === undefined || one.first > view.last) break;
    if (one.last < view.first) at += one.descendantCount;
    else if (contains(one, view)) around.push(one);
    else if (contains(view, one)) {
      const siblings = within.get(one.depth);
      if (siblings === undefined) within.set(one.depth, [one]);
      else siblings.push(one);
    }
  }
  return { around, within };
}

/** True where the ends of more blocks leave no more than `room` cells; adds them to `starts` then. */
function fits(
  starts: Set<bigint>,
  blocks: readonly AddressRange[],
  view: AddressRange,
  room: number,
): boolean {
  // Each cell begins where a block begins or after one ends.
  if (blocks.length > room) return false;
  const more = boundaries(view, blocks);
  for (const start of starts) more.add(start);
  if (more.size > room) return false;
  for (const start of more) starts.add(start);
  return true;
}

/** The blocks of a view that has room for about `room` cells. O(bindings in view). */
export function chooseViewport(
  nestedBindings: readonly NestedBinding[],
  view: AddressRange,
  room: number,
): Viewport {
  const { around, within } = bindingsIn(nestedBindings, view);
  const shown: MapBlock[] = around.map((one) => ({ ...one, nested: one, hiddenCount: 0 }));
  const depths = [...within.keys()].sort((one, other) => one - other);
  const cells = new Set<bigint>([view.first]);
  // The first depth whose bindings are not drawn one by one.
  let hiddenFrom = Number.POSITIVE_INFINITY;
  for (const depth of depths) {
    const siblings = within.get(depth) ?? [];
    if (fits(cells, siblings, view, room)) {
      for (const one of siblings) shown.push({ ...one, nested: one, hiddenCount: 0 });
      continue;
    }
    hiddenFrom = depth;
    if (depth === depths[0]) {
      for (const block of cluster(siblings, Math.floor(room / 4))) shown.push(block);
      hiddenFrom = depth + 1;
    }
    break;
  }
  const blocks = shown.map((block) =>
    block.nested !== null && block.depth === hiddenFrom - 1 && contains(view, block)
      ? { ...block, hiddenCount: block.nested.descendantCount }
      : block,
  );
  // In the order of the table, so that both are heard alike.
  blocks.sort((one, other) =>
    one.first === other.first ? one.depth - other.depth : one.first < other.first ? -1 : 1,
  );
  const starts = [...boundaries(view, blocks)].sort((one, other) => (one < other ? -1 : 1));
  const rows = blocks.reduce((most, block) => Math.max(most, block.depth + 1), 0);
  return { first: view.first, last: view.last, blocks, starts, rows };
}
