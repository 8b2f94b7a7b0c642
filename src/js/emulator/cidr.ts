// CIDR blocks of the emulator: its own parser and arithmetic, so that tests compare two independent implementations.

/** A CIDR block: the network address as a number, host bits clear. */
export interface Block {
  readonly family: 4 | 6;
  readonly network: bigint;
  readonly length: number;
}

/** A block as read from text, and whether host bits had to be cleared. */
export interface ParsedBlock {
  readonly block: Block;
  readonly masked: boolean;
}

const WIDTH = { 4: 32, 6: 128 } as const;
const MAX_TEXT = 64;

// The 96 bits before an IPv4-mapped address (RFC 4291, 2.5.5.2), which has to be written as IPv4.
const MAPPED = 0xffffn;

/**
 * Parses `address/length`; the last 32 bits of IPv6 may be in dotted decimal (RFC 4291, 2.2). `null` for any other text, and
 * for IPv6 blocks with IPv4-mapped addresses at their start or end. Clears and reports host bits. O(length of the text).
 */
export function parseBlock(text: string): ParsedBlock | null {
  if (text.length > MAX_TEXT) return null;
  const match = /^([0-9A-Fa-f.:]+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
  if (match === null) return null;
  const [, address = '', lengthText = ''] = match;
  const family = address.includes(':') ? 6 : 4;
  const value = family === 6 ? parseV6(address) : parseV4(address);
  const length = Number(lengthText);
  if (value === null || length > WIDTH[family]) return null;
  if (family === 6 && value >> 32n === MAPPED) return null;
  const hostBits = BigInt(WIDTH[family] - length);
  const network = (value >> hostBits) << hostBits;
  // The last address of the block must not be IPv4-mapped either.
  const last = network + (1n << hostBits) - 1n;
  if (family === 6 && last >> 32n === MAPPED) return null;
  return { block: { family, network, length }, masked: network !== value };
}

/** True where every address of `inner` is in `outer`; a block contains itself. */
export function contains(outer: Block, inner: Block): boolean {
  if (outer.family !== inner.family || outer.length > inner.length) return false;
  const shift = BigInt(WIDTH[outer.family] - outer.length);
  return outer.network >> shift === inner.network >> shift;
}

/** Canonical text: dotted quad, or RFC 5952. */
export function blockText(block: Block): string {
  const address = block.family === 4 ? v4Text(block.network) : v6Text(block.network);
  return `${address}/${block.length}`;
}

function parseV4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return null;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseV6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head = '', tail] = halves;
  const before = groups(head, tail === undefined);
  const after = tail === undefined ? [] : groups(tail, true);
  if (before === null || after === null) return null;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...before, ...Array.from({ length: missing }, () => 0n), ...after];
  return all.reduce((value, group) => (value << 16n) | group, 0n);
}

/** Groups of 16 bits; the last two of an address may be written as one IPv4 address. */
function groups(text: string, last: boolean): bigint[] | null {
  if (text === '') return [];
  const found: bigint[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (last && i === parts.length - 1 && part.includes('.')) {
      const dotted = parseV4(part);
      return dotted === null ? null : [...found, dotted >> 16n, dotted & 0xffffn];
    }
    if (!/^[0-9A-Fa-f]{1,4}$/.test(part)) return null;
    found.push(BigInt(`0x${part}`));
  }
  return found;
}

function v4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => ((value >> shift) & 255n).toString()).join('.');
}

function v6Text(value: bigint): string {
  const parts = Array.from({ length: 8 }, (_, i) => (value >> BigInt(112 - 16 * i)) & 0xffffn);
  const gap = longestZeroRun(parts);
  const text = (from: number, to: number) =>
    parts
      .slice(from, to)
      .map((part) => part.toString(16))
      .join(':');
  return gap.length < 2 ? text(0, 8) : `${text(0, gap.start)}::${text(gap.start + gap.length, 8)}`;
}

function longestZeroRun(parts: readonly bigint[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  parts.forEach((part, i) => {
    if (part !== 0n) start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  });
  return best;
}
