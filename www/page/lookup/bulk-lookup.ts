// Answers for many addresses at once: who owns each, by which binding, and why nobody does.

import type { OpenPrefix } from '../bindings/open-prefix.js';
import { mapYielding, type Yielder } from '../lib/yielder.js';

export interface BulkAnswer {
  /** As it was typed. */
  readonly address: string;
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  /** Block of the binding that owns it; `null` where nobody does. */
  readonly cidr: string | null;
  /** Where nobody owns it: why. */
  readonly remark: string;
}

/** More addresses than this are refused. */
export const MAX_ADDRESSES = 100_000;

const BATCH = 4096;

/** The addresses in a text: blanks, commas, semicolons and line ends separate. */
export function splitAddresses(text: string): readonly string[] {
  return text.split(/[\s,;]+/u).filter((part) => part !== '');
}

function whyNoOwner(address: string, opened: OpenPrefix): string {
  const { reason } = opened.resolve(address);
  if (reason === 'outside-prefix') return `outside ${opened.prefix.cidr}`;
  return reason === 'only-regional' ? 'only a regional binding' : 'no binding';
}

/** The answers, in the order of the addresses. */
export async function lookUpAll(
  addresses: readonly string[],
  opened: OpenPrefix,
  breath: Yielder,
): Promise<readonly BulkAnswer[]> {
  const answers: BulkAnswer[] = [];
  for (let from = 0; from < addresses.length; from += BATCH) {
    const batch = addresses.slice(from, from + BATCH);
    const owners = opened.findMany(batch);
    const told = await mapYielding(
      batch,
      (address, at): BulkAnswer => {
        const owner = opened.bindings[owners[at] ?? -1];
        if (owner !== undefined) {
          const { cidr, serviceId, serviceName } = owner;
          return { address, serviceId, serviceName, cidr, remark: '' };
        }
        const why = owners[at] === -2 ? 'not an address' : whyNoOwner(address, opened);
        return { address, serviceId: null, serviceName: null, cidr: null, remark: why };
      },
      breath,
    );
    for (const answer of told) answers.push(answer);
    if (breath.isDue) await breath.yield();
  }
  return answers;
}
