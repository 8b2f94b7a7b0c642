// Chooses the bindings to draw at one zoom: as many rows as fit, and counts of those left out.

import type { NestedBinding } from '../bindings/nest-bindings.js';
import { type AddressRange, contains } from '../lib/address-range.js';

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

function boundaries(view: AddressRange, blocks: readonly AddressRange[]): Set<bigint> {
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

/** The blocks of a view that has room for about `room` cells. O(n) for n bindings. */
export function chooseViewport(
  nestedBindings: readonly NestedBinding[],
  view: AddressRange,
  room: number,
): Viewport {
  const around = nestedBindings.filter((one) => contains(one, view));
  const within = nestedBindings.filter((one) => contains(view, one) && !contains(one, view));
  const shown: MapBlock[] = around.map((one) => ({ ...one, nested: one, hiddenCount: 0 }));
  const depths = [...new Set(within.map((one) => one.depth))].sort((one, other) => one - other);
  // The first depth whose bindings are not drawn one by one.
  let hiddenFrom = Number.POSITIVE_INFINITY;
  for (const depth of depths) {
    const siblings = within.filter((one) => one.depth === depth);
    const next = [...shown, ...siblings.map((one): MapBlock => ({ ...one, nested: one, hiddenCount: 0 }))];
    if (boundaries(view, next).size <= room) {
      for (const block of next.slice(shown.length)) shown.push(block);
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
  const starts = [...boundaries(view, blocks)].sort((one, other) => (one < other ? -1 : 1));
  const rows = blocks.reduce((most, block) => Math.max(most, block.depth + 1), 0);
  return { first: view.first, last: view.last, blocks, starts, rows };
}
