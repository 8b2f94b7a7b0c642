// Ranges of addresses from what the core parsed.

import { type AddressRange, addressNumber, type CidrInfo, parseCidr } from '../../../src/js/entry/page.js';

/** The addresses of a parsed CIDR. */
export function rangeOf(info: CidrInfo): AddressRange {
  return { first: addressNumber(info.first), last: addressNumber(info.last) };
}

/** The addresses of a CIDR, parsed by the core. */
export function rangeOfCidr(cidr: string): AddressRange {
  return rangeOf(parseCidr(cidr));
}
