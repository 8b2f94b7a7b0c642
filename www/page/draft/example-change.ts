// A change worth trying: a range of the prefix, for a service that the rules let have it.

import { parseCidr, parseCidrMasked } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { addressText } from '../lib/address-range.js';
import { checkBinding, type RuleContext } from './check-draft.js';

/** An example for the prefix, or `null` where no service may have it. */
export function exampleFor(
  opened: OpenPrefix,
  ground: RuleContext,
): { readonly text: string; readonly serviceId: string } | null {
  if (opened.nestedBindings.length === 0) {
    const [service] = ground.services;
    return service === undefined ? null : { text: opened.prefix.cidr, serviceId: service.id };
  }
  const { family, first } = opened;
  const { length } = parseCidr(opened.prefix.cidr);
  const width = family === 4 ? 32 : 128;
  if (length + 5 > width) return null;
  // The third of 32 equal parts: in a /24 the addresses from .16 to .23.
  const at = first + (1n << BigInt(width - length - 5)) * 2n;
  const block = parseCidrMasked(`${addressText(at, family)}/${length + 5}`);
  const text = family === 4 ? `${block.first}-${block.last}` : block.cidr;
  const owner = opened.resolve(block.first).owner?.serviceId;
  const fits = ground.services.find(
    ({ id }) =>
      id !== owner &&
      checkBinding(ground, opened.nestedBindings, block.cidr, id).every(
        ({ severity }) => severity !== 'error',
      ),
  );
  return fits === undefined ? null : { text, serviceId: fits.id };
}
