// Ranges of addresses as numbers, and amounts of addresses as text.

/** A range of addresses, both ends included. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

/** The number of an address in canonical form, as the core prints it. */
export function addressNumber(canonical: string): bigint {
  if (!canonical.includes(':')) {
    return canonical.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  }
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

/** The canonical text of an address: RFC 5952 for IPv6. */
export function addressText(number: bigint, family: 4 | 6): string {
  const [parts, bits] = family === 4 ? [4, 8n] : [8, 16n];
  const values = Array.from({ length: parts }, (_, at) =>
    Number((number >> (bits * BigInt(parts - 1 - at))) & ((1n << bits) - 1n)),
  );
  if (family === 4) return values.join('.');
  // The longest run of zeros, the first of equal ones, is `::`; a single zero is not shortened.
  const text = values.map((value) => value.toString(16)).join(':');
  const runs = text.match(/\b0(?::0)+\b/g) ?? [];
  const longest = runs.reduce((one, other) => (other.length > one.length ? other : one), '');
  return longest === '' ? text : text.replace(new RegExp(`:?\\b${longest}\\b:?`), '::');
}

/** The addresses of a canonical CIDR, without a call into the core. */
export function rangeOfCanonicalCidr(canonical: string): AddressRange {
  const [address = '', length = '0'] = canonical.split('/');
  const first = addressNumber(address);
  const hostBits = BigInt((address.includes(':') ? 128 : 32) - Number(length));
  return { first, last: first + (1n << hostBits) - 1n };
}

export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** The addresses in both ranges, which must overlap. */
export function overlap(one: AddressRange, other: AddressRange): AddressRange {
  let { first, last } = one;
  if (other.first > first) first = other.first;
  if (other.last < last) last = other.last;
  return { first, last };
}

export function sameRange(one: AddressRange, other: AddressRange): boolean {
  return one.first === other.first && one.last === other.last;
}

/** `part / whole` as a number between 0 and 1, exact to about 15 digits. */
export function fractionOf(part: bigint, whole: bigint): number {
  return Number(part) / Number(whole);
}

function superscript(digits: string): string {
  return digits.replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)));
}

const log2 = (count: bigint): number => count.toString(2).length - 1;

/** True for the size of a block that only IPv6 has. */
function isLargeBlock(count: bigint): boolean {
  return count > 0xffff_ffffn && (count & (count - 1n)) === 0n;
}

/** A count as text: `256`, `65,536`, `2⁹⁶`. */
export function formatCount(count: bigint): string {
  if (isLargeBlock(count)) return `2${superscript(String(log2(count)))}`;
  if (count > 0xffff_ffff_ffffn) {
    const [digits = '', power = ''] = Number(count).toExponential(1).split('e+');
    return `≈ ${digits} × 10${superscript(power)}`;
  }
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 address`, `256 addresses`, `a /40`: so many addresses of IPv6 are known by the length of their block. */
export function formatAddressCount(count: bigint): string {
  if (isLargeBlock(count)) return `a /${128 - log2(count)}`;
  return count === 1n ? '1 address' : `${formatCount(count)} addresses`;
}

/** True where the text of a count takes a verb in the singular. */
export function isSingular(count: bigint): boolean {
  return count === 1n || isLargeBlock(count);
}

/** An amount within a whole: as `formatAddressCount` where that is exact, else `0.4 % of a /32`. */
export function formatPart(count: bigint, whole: bigint): string {
  const isExact = count <= 0xffff_ffffn || isLargeBlock(count);
  if (isExact) return formatAddressCount(count);
  const percent = fractionOf(count, whole) * 100;
  const shown = percent >= 99.95 && count < whole ? '> 99.9' : percent < 0.05 ? '< 0.1' : percent.toFixed(1);
  return `${shown.replace(/\.0$/, '')} % of ${formatAddressCount(whole)}`;
}
