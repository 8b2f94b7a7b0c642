// An example to try in the draft: a range of the prefix, and a service that the rules allow for it.

import { addressText, parseCidr, parseCidrMasked } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { checkBinding, type RuleContext } from './check-draft.js';

export interface ExampleChange {
  /** As typed into the form. */
  readonly text: string;
  readonly serviceId: string;
}

/** An example for the prefix; `null` where the rules allow no service. */
export function exampleChange(openPrefix: OpenPrefix, rules: RuleContext): ExampleChange | null {
  const { family, first, nestedBindings, prefix, resolve } = openPrefix;
  if (nestedBindings.length === 0) {
    const [service] = rules.services;
    return service === undefined ? null : { text: prefix.cidr, serviceId: service.id };
  }
  const { length } = parseCidr(prefix.cidr);
  const bits = family === 4 ? 32 : 128;
  if (length + 5 > bits) return null;
  // The third of 32 equal parts: in a /24 the addresses from .16 to .23.
  const address = first + (1n << BigInt(bits - length - 5)) * 2n;
  const block = parseCidrMasked(`${addressText(address, family)}/${length + 5}`);
  const owner = resolve(block.first).owner?.serviceId;
  const service = rules.services.find(
    ({ id }) =>
      id !== owner &&
      checkBinding(rules, nestedBindings, block.cidr, id).every(({ severity }) => severity !== 'error'),
  );
  if (service === undefined) return null;
  return { text: family === 4 ? `${block.first}-${block.last}` : block.cidr, serviceId: service.id };
}
