// Looks up many addresses at once: the service and the binding of each, or why it has none.

import type { OpenPrefix } from '../bindings/open-prefix.js';
import { mapYielding, type Yielder } from '../lib/yielder.js';

export interface BulkAnswer {
  /** As it was typed. */
  readonly address: string;
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  /** Block of the owner; `null` where there is none. */
  readonly cidr: string | null;
  /** Why there is no owner; empty where there is one. */
  readonly remark: string;
}

/** The page refuses more addresses than this. */
export const MAX_ADDRESSES = 100_000;

/** Addresses looked up in one call into the core. */
const BATCH = 4096;

/** The remark of a text that is not an address. */
export const NOT_AN_ADDRESS = 'not an address';

/** What `findMany` gives for a text that is not an address. */
const INVALID = -2;

/** Splits a text into addresses, at white space, commas and semicolons. */
export function splitAddresses(text: string): readonly string[] {
  return text.split(/[\s,;]+/u).filter((part) => part !== '');
}

function whyNoOwner(address: string, { resolve, prefix }: OpenPrefix): string {
  const { reason } = resolve(address);
  if (reason === 'outside-prefix') return `not in ${prefix.cidr}`;
  return reason === 'only-regional' ? 'only a regional binding' : 'no binding';
}

function answerFor(address: string, found: number, openPrefix: OpenPrefix): BulkAnswer {
  const owner = openPrefix.bindings[found];
  if (owner !== undefined) {
    const { cidr, serviceId, serviceName } = owner;
    return { address, serviceId, serviceName, cidr, remark: '' };
  }
  const remark = found === INVALID ? NOT_AN_ADDRESS : whyNoOwner(address, openPrefix);
  return { address, serviceId: null, serviceName: null, cidr: null, remark };
}

/** The answers, in the order of the addresses. */
export async function lookUpAll(
  addresses: readonly string[],
  openPrefix: OpenPrefix,
  yielder: Yielder,
): Promise<readonly BulkAnswer[]> {
  const answers: BulkAnswer[] = [];
  for (let from = 0; from < addresses.length; from += BATCH) {
    const batch = addresses.slice(from, from + BATCH);
    const found = openPrefix.findMany(batch);
    const answer = (address: string, at: number): BulkAnswer =>
      answerFor(address, found[at] ?? -1, openPrefix);
    for (const one of await mapYielding(batch, answer, yielder)) answers.push(one);
    if (yielder.isDue) await yielder.yield();
  }
  return answers;
}

/** How many addresses each service gets, the most first, and how many texts are not addresses. */
export function countByService(answers: readonly BulkAnswer[]): {
  readonly services: readonly (readonly [serviceId: string | null, count: number])[];
  readonly invalid: number;
} {
  const counts = new Map<string | null, number>();
  let invalid = 0;
  for (const { serviceId, remark } of answers) {
    if (remark === NOT_AN_ADDRESS) invalid += 1;
    else counts.set(serviceId, (counts.get(serviceId) ?? 0) + 1);
  }
  return { services: [...counts].sort(([, one], [, other]) => other - one), invalid };
}
