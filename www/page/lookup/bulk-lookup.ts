// Looks up many addresses in all prefixes of the account: the service and the binding of each, or why it has none.

import {
  BindingTable,
  type Prefix,
  type Progress,
  progressOf,
  type ServiceBinding,
} from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import type { LoadResult } from '../errors/page-error.js';
import type { Yielder } from '../lib/yielder.js';

/** The service that gets an address, and its binding. */
export interface BulkOwner {
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  readonly cidr: string;
  readonly progress: Progress;
}

export interface BulkAnswer {
  /** As it was typed. */
  readonly address: string;
  /** CIDR of the prefix of the account that contains it; `null` where there is none. */
  readonly prefix: string | null;
  /** By the current bindings. */
  readonly owner: BulkOwner | null;
  /** With the draft; `undefined` where there is no draft of the prefix. */
  readonly drafted?: BulkOwner | null;
  /** Why there is no owner; empty where there is one. */
  readonly remark: string;
}

/** Where the addresses are looked up. */
export interface BulkScope {
  readonly prefixes: readonly Prefix[];
  /** `account`, `file` or `link`: what the prefixes are all of. */
  readonly noun: string;
  open(prefix: Prefix): Promise<LoadResult<OpenPrefix>>;
  /** The draft; `null` without one. */
  readonly draft: OpenPrefix | null;
}

/** The page refuses more addresses than this. */
export const MAX_ADDRESSES = 100_000;

/** Addresses looked up in one call into the core. */
const BATCH = 2048;

/** The remark of a text that is not an address. */
export const NOT_AN_ADDRESS = 'not an address';

/** The remark of an address whose prefix did not load. */
const COULD_NOT_READ = 'could not read the bindings';

/** What `findMany` gives for a text that is not an address. */
const INVALID = -2;

/** Splits a text into addresses, at white space, commas and semicolons. Punctuation of a sentence around one is dropped. */
export function splitAddresses(text: string): readonly string[] {
  return text
    .split(/[\s,;]+/u)
    .map((part) => part.replace(/^["'(<[]+|["')>\].]+$/gu, ''))
    .filter((part) => part !== '');
}

/** The answers, in the order of the addresses. Reads the prefixes that contain one of them. */
export async function lookUpAll(
  addresses: readonly string[],
  scope: BulkScope,
  yielder: Yielder,
): Promise<readonly BulkAnswer[]> {
  const answers = addresses.map((address): BulkAnswer => {
    return { address, prefix: null, owner: null, remark: `not in this ${scope.noun}` };
  });
  for (const [prefix, indices] of await groupByPrefix(answers, scope.prefixes, yielder)) {
    const opened = await scope.open(prefix);
    await yielder.yield();
    if (opened.kind === 'error') {
      const failed = { prefix: prefix.cidr, remark: COULD_NOT_READ };
      for (const at of indices) answers[at] = { ...answer(answers, at), ...failed };
    } else await answerInPrefix(answers, indices, opened.value, scope.draft, yielder);
  }
  return answers;
}

/** A prefix as a binding, so that the core finds the most specific one. */
function asBinding({ id, cidr }: Prefix): ServiceBinding {
  return { id, cidr, serviceId: id, serviceName: null, state: null, extra: {} };
}

function answer(answers: readonly BulkAnswer[], at: number): BulkAnswer {
  return answers[at] ?? { address: '', prefix: null, owner: null, remark: '' };
}

/** The positions of the addresses by the most specific prefix that contains them; marks what is no address. */
async function groupByPrefix(
  answers: BulkAnswer[],
  prefixes: readonly Prefix[],
  yielder: Yielder,
): Promise<ReadonlyMap<Prefix, readonly number[]>> {
  const groups = new Map<Prefix, number[]>();
  const table = BindingTable.fromBindings(prefixes.map(asBinding));
  try {
    for (let from = 0; from < answers.length; from += BATCH) {
      const batch = answers.slice(from, from + BATCH);
      table.findMany(batch.map(({ address }) => address)).forEach((found, index) => {
        const prefix = prefixes[found];
        const at = from + index;
        if (found === INVALID) answers[at] = { ...answer(answers, at), remark: NOT_AN_ADDRESS };
        if (prefix === undefined) return;
        const group = groups.get(prefix);
        if (group === undefined) groups.set(prefix, [at]);
        else group.push(at);
      });
      if (yielder.isDue) await yielder.yield();
    }
    return groups;
  } finally {
    table.dispose();
  }
}

async function answerInPrefix(
  answers: BulkAnswer[],
  indices: readonly number[],
  opened: OpenPrefix,
  draft: OpenPrefix | null,
  yielder: Yielder,
): Promise<void> {
  const isDrafted = draft !== null && draft.prefix.id === opened.prefix.id;
  for (let from = 0; from < indices.length; from += BATCH) {
    const batch = indices.slice(from, from + BATCH);
    const texts = batch.map((at) => answer(answers, at).address);
    const found = opened.findMany(texts);
    const drafted = isDrafted ? draft.findMany(texts) : null;
    for (const [index, at] of batch.entries()) {
      const owner = ownerOf(opened.bindings[found[index] ?? -1]);
      const address = texts[index] ?? '';
      answers[at] = {
        address,
        prefix: opened.prefix.cidr,
        owner,
        remark: owner === null ? whyNoOwner(address, opened) : '',
        ...(drafted === null || draft === null
          ? {}
          : { drafted: ownerOf(draft.bindings[drafted[index] ?? -1]) }),
      };
      if ((index & 63) === 63 && yielder.isDue) await yielder.yield();
    }
  }
}

function ownerOf(binding: ServiceBinding | undefined): BulkOwner | null {
  if (binding === undefined) return null;
  const { cidr, serviceId, serviceName, state, id } = binding;
  // A binding that the draft adds has no state yet: it rolls out after it was created.
  return { cidr, serviceId, serviceName, progress: id === '' ? 'active' : progressOf(state) };
}

function whyNoOwner(address: string, { resolve }: OpenPrefix): string {
  return resolve(address).reason === 'only-regional' ? 'only a regional binding' : 'no binding';
}

/** How many addresses each service gets, the most first, and how many texts are not addresses. */
export function countByService(answers: readonly BulkAnswer[]): {
  readonly services: readonly (readonly [serviceId: string, count: number])[];
  /** Addresses without a service, by the reason. */
  readonly others: readonly (readonly [remark: string, count: number])[];
} {
  const services = new Map<string, number>();
  const others = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string): void =>
    void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { owner, remark } of answers) {
    if (owner?.serviceId == null) add(others, remark === '' ? 'no service' : remark);
    else add(services, owner.serviceId);
  }
  const sorted = (counts: ReadonlyMap<string, number>) =>
    [...counts].sort(([, one], [, other]) => other - one);
  return { services: sorted(services), others: sorted(others) };
}
