// From address to pixel: true to scale where that can be read, stretched, and said to be, where it cannot.
//
// A /32 in a /24 is one pixel in 256, a /48 in a /32 one in 65,536. So the line is cut at every boundary in sight, and
// each cell keeps a least width; what the narrow ones gain, the wide ones give. Order and nesting stay exact, and the
// lens below the picture joins every boundary to its true place.

import { type AddressRange, fractionOf } from '../lib/address-range.js';

/** A run between two boundaries in sight. */
export interface ScaleCell extends AddressRange {
  readonly x: number;
  readonly width: number;
  /** Where it would lie if all were to scale. */
  readonly trueX: number;
  readonly trueWidth: number;
}

export interface AddressScale {
  readonly cells: readonly ScaleCell[];
  /** True where some cell is drawn at another width than its share. */
  readonly stretched: boolean;
  /** Left edge of an address, 0 to the width of the picture. */
  left(address: bigint): number;
  /** Right edge of an address. */
  right(address: bigint): number;
}

/** Gives every cell at least `least` pixels, and the rest of `width` by size. */
function widths(shares: readonly number[], width: number, least: number): number[] {
  const floor = Math.min(least, width / shares.length);
  const narrow = new Set<number>();
  for (;;) {
    const rest = width - narrow.size * floor;
    const sum = shares.reduce((total, part, at) => (narrow.has(at) ? total : total + part), 0);
    const found = shares.flatMap((part, at) => (!narrow.has(at) && (part / sum) * rest < floor ? [at] : []));
    if (found.length === 0 || narrow.size + found.length === shares.length) {
      if (found.length > 0) return shares.map(() => width / shares.length);
      return shares.map((part, at) => (narrow.has(at) ? floor : (part / sum) * rest));
    }
    for (const at of found) narrow.add(at);
  }
}

/** The scale of a view that is cut before each of `starts`; the first of them is the first address in view. */
export function createScale(
  view: AddressRange,
  starts: readonly bigint[],
  width: number,
  least: number,
): AddressScale {
  const total = view.last - view.first + 1n;
  const spans = starts.map((first, at) => ({ first, last: (starts[at + 1] ?? view.last + 1n) - 1n }));
  const shares = spans.map(({ first, last }) => fractionOf(last - first + 1n, total));
  const drawn = widths(shares, width, least);
  let x = 0;
  const cells = spans.map((span, at): ScaleCell => {
    const cell = {
      ...span,
      x,
      width: drawn[at] ?? 0,
      trueX: fractionOf(span.first - view.first, total) * width,
      trueWidth: (shares[at] ?? 0) * width,
    };
    x += cell.width;
    return cell;
  });
  const edge = (address: bigint): number => {
    if (address <= view.first) return 0;
    if (address > view.last) return width;
    let low = 0;
    let high = cells.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((cells[middle]?.first ?? 0n) <= address) low = middle;
      else high = middle - 1;
    }
    const cell = cells[low];
    if (cell === undefined) return 0;
    return cell.x + fractionOf(address - cell.first, cell.last - cell.first + 1n) * cell.width;
  };
  return {
    cells,
    stretched: cells.some((cell) => Math.abs(cell.width - cell.trueWidth) > 1),
    left: edge,
    right: (address) => edge(address + 1n),
  };
}
