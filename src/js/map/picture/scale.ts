// Maps addresses to pixels: to scale where that is readable, with narrow cells widened where it is not.
//
// A /32 in a /24 is one pixel in 256, a /48 in a /32 one in 65,536. So the scale cuts the view at every boundary, and
// each cell has a minimum width, which the wide cells give up. Order and nesting stay exact, and the links below the map
// show the true position of every boundary.

import { type AddressRange, fractionOf } from '../model/address-range.js';

/** The addresses between two neighbouring boundaries. */
export interface ScaleCell extends AddressRange {
  readonly x: number;
  readonly width: number;
  /** Its position if everything were to scale. */
  readonly trueX: number;
  readonly trueWidth: number;
}

export interface AddressScale {
  readonly cells: readonly ScaleCell[];
  /** True where the width of some cell is not to scale. */
  readonly stretched: boolean;
  /** Left edge of an address, from 0 to the width of the map. */
  left(address: bigint): number;
  /** Right edge of an address. */
  right(address: bigint): number;
}

/** What narrow cells get of the width at most, so that a large block is always wider than a small one. */
const NARROW_SHARE = 0.7;

/** Gives every cell `minimum` pixels, or less where that is too much, and divides the rest of `width` by size. */
function cellWidths(shares: readonly number[], width: number, minimum: number): number[] {
  const floor = Math.min(minimum, (NARROW_SHARE * width) / shares.length);
  const narrow = new Set<number>();
  for (;;) {
    const rest = width - narrow.size * floor;
    const sum = shares.reduce((total, share, at) => (narrow.has(at) ? total : total + share), 0);
    const tooNarrow = shares.flatMap((share, at) =>
      !narrow.has(at) && (share / sum) * rest < floor ? [at] : [],
    );
    if (tooNarrow.length === 0) {
      return shares.map((share, at) => (narrow.has(at) ? floor : (share / sum) * rest));
    }
    if (narrow.size + tooNarrow.length === shares.length) return shares.map(() => width / shares.length);
    for (const at of tooNarrow) narrow.add(at);
  }
}

/** The scale of a view, cut before each of `starts`, which begins with the first address in view. */
export function createScale(
  view: AddressRange,
  starts: readonly bigint[],
  width: number,
  minimum: number,
): AddressScale {
  const total = view.last - view.first + 1n;
  const ranges = starts.map((first, at) => ({ first, last: (starts[at + 1] ?? view.last + 1n) - 1n }));
  const shares = ranges.map(({ first, last }) => fractionOf(last - first + 1n, total));
  const drawnWidths = cellWidths(shares, width, minimum);
  let x = 0;
  const cells = ranges.map((range, at): ScaleCell => {
    const cell = {
      ...range,
      x,
      width: drawnWidths[at] ?? 0,
      trueX: fractionOf(range.first - view.first, total) * width,
      trueWidth: (shares[at] ?? 0) * width,
    };
    x += cell.width;
    return cell;
  });
  const edge = (address: bigint): number => {
    if (address <= view.first) return 0;
    if (address > view.last) return width;
    const cell = cells[cellIndex(cells, address)];
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

/** The index of the cell that contains an address, by binary search. */
function cellIndex(cells: readonly ScaleCell[], address: bigint): number {
  let low = 0;
  let high = cells.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((cells[middle]?.first ?? 0n) <= address) low = middle;
    else high = middle - 1;
  }
  return low;
}
