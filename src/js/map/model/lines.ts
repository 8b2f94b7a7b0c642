// Breaks a large prefix into lines of equal blocks, like text.

import { type AddressRange, addressText, contains, formatCount } from './address-range.js';
import type { MapData } from './prepare-map.js';

/** Bits that separate the lines: at most 16 lines, one for each hexadecimal digit. */
const MOST_BITS = 4;
/** The smallest line of IPv4 is a /24, that of IPv6 a /64. */
const SMALLEST = { 4: 24, 6: 64 } as const;

/** A line: a block, or several neighbours with one owner each that no binding divides. */
export interface MapLine extends AddressRange {
  /** `10.0.0.0/24`, or the range with the number of blocks. */
  readonly name: string;
  /** True where no binding starts or ends in it. */
  readonly isUniform: boolean;
}

/** For each block whether a binding starts or ends in it, in either map. Bindings are blocks: they nest with the lines. */
function dividedBlocks(maps: readonly MapData[], size: bigint): ReadonlySet<bigint> {
  const divided = new Set<bigint>();
  for (const { nestedBindings, first } of maps) {
    for (const one of nestedBindings) {
      if (one.last - one.first < size) divided.add((one.first - first) / size);
    }
  }
  return divided;
}

/** The index of the last binding around a block, which is the innermost; -1 without one. */
function lastAround({ nestedBindings }: MapData, block: AddressRange): number {
  let found = -1;
  for (let at = 0; at < nestedBindings.length; at += 1) {
    const one = nestedBindings[at];
    if (one === undefined || one.first > block.first) break;
    if (contains(one, block)) found = at;
    else at += one.descendantCount;
  }
  return found;
}

/** The lines of a prefix: IPv4 by /24 up to a /20, then 16 equal blocks; IPv6 in 16 blocks down to a /64. */
export function linesOf(maps: readonly [MapData, ...MapData[]]): readonly MapLine[] {
  const [{ first, last, family, cidr }] = maps;
  const ownLength = Number(cidr.slice(cidr.indexOf('/') + 1));
  const length = Math.max(ownLength, Math.min(SMALLEST[family], ownLength + MOST_BITS));
  const size = (last - first + 1n) >> BigInt(length - ownLength);
  const divided = dividedBlocks(maps, size);
  const around = (block: AddressRange): string => maps.map((map) => lastAround(map, block)).join();
  const lines: { first: bigint; last: bigint; blocks: bigint; key: string | null }[] = [];
  for (let at = 0n; at < 1n << BigInt(length - ownLength); at += 1n) {
    const block = { first: first + at * size, last: first + (at + 1n) * size - 1n };
    const key = divided.has(at) ? null : around(block);
    const before = lines.at(-1);
    if (before !== undefined && key !== null && before.key === key) {
      before.last = block.last;
      before.blocks += 1n;
    } else lines.push({ ...block, blocks: 1n, key });
  }
  return lines.map((line) => {
    const [from, to] = [addressText(line.first, family), addressText(line.last, family)];
    const name =
      line.blocks === 1n ? `${from}/${length}` : `${from} to ${to}, ${formatCount(line.blocks)} × /${length}`;
    return { first: line.first, last: line.last, name, isUniform: line.key !== null };
  });
}
