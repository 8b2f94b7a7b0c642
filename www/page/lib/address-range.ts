// Ranges of addresses from what the core parsed.

import {
  type AddressRange,
  addressNumber,
  type CidrInfo,
  isByoipError,
  parseAddress,
  parseCidr,
} from '../../../src/js/entry/page.js';

/** The addresses of a parsed CIDR. */
export function rangeOf(info: CidrInfo): AddressRange {
  return { first: addressNumber(info.first), last: addressNumber(info.last) };
}

/** The addresses of a CIDR, parsed by the core. */
export function rangeOfCidr(cidr: string): AddressRange {
  return rangeOf(parseCidr(cidr));
}

/** An address as a number, with its family. */
export interface NumberedAddress {
  readonly family: 4 | 6;
  readonly number: bigint;
}

/** The address that a text is; `null` where it is none. */
export function addressIn(text: string): NumberedAddress | null {
  try {
    const { address, family } = parseAddress(text);
    return { family, number: addressNumber(address) };
  } catch (error) {
    if (isByoipError(error)) return null;
    throw error;
  }
}
