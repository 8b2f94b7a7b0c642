// What of the bindings is drawn at one zoom: as many rows as fit, and a count wherever something is left out.

import type { NestedBinding } from '../bindings/nest-bindings.js';
import { type AddressRange, contains } from '../lib/address-range.js';

/** One rectangle of the rows. */
export interface MapBlock extends AddressRange {
  readonly depth: number;
  /** The binding that it stands for; a cluster stands for several neighbours of one row. */
  readonly nested: NestedBinding | null;
  /** Bindings that it stands for beyond itself: hidden inside, or all of a cluster. */
  readonly hiddenCount: number;
}

export interface Viewport extends AddressRange {
  readonly blocks: readonly MapBlock[];
  /** First addresses of the cells between the boundaries of the blocks, ascending. */
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

/** Neighbours drawn as one, in at most `most` clusters. */
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

/** Chooses the blocks for a view that has room for about `room` cells. Linear in the number of bindings. */
export function chooseViewport(placed: readonly NestedBinding[], view: AddressRange, room: number): Viewport {
  const around = placed.filter((one) => contains(one, view));
  const within = placed.filter((one) => contains(view, one) && !contains(one, view));
  const shown: MapBlock[] = around.map((one) => ({ ...one, nested: one, hiddenCount: 0 }));
  const rows = [...new Set(within.map((one) => one.depth))].sort((one, other) => one - other);
  let hiddenFrom = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const siblings = within.filter((one) => one.depth === row);
    const next = [...shown, ...siblings.map((one): MapBlock => ({ ...one, nested: one, hiddenCount: 0 }))];
    if (boundaries(view, next).size <= room) {
      for (const block of next.slice(shown.length)) shown.push(block);
      continue;
    }
    hiddenFrom = row;
    if (row === rows[0]) {
      for (const block of cluster(siblings, Math.floor(room / 4))) shown.push(block);
      hiddenFrom = row + 1;
    }
    break;
  }
  const blocks = shown.map((block) =>
    block.nested !== null && block.depth === hiddenFrom - 1 && contains(view, block)
      ? { ...block, hiddenCount: block.nested.descendantCount }
      : block,
  );
  const starts = [...boundaries(view, blocks)].sort((one, other) => (one < other ? -1 : 1));
  const depth = blocks.reduce((most, block) => Math.max(most, block.depth + 1), 0);
  return { first: view.first, last: view.last, blocks, starts, rows: depth };
}
