// Answers for many addresses at once: who owns each, by which binding, and why nobody does.

import type { Opened } from '../app/state.js';
import { type Breath, mapped } from '../lib/yielder.js';

export interface ManyAnswer {
  /** As it was typed. */
  readonly address: string;
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  /** Block of the binding that owns it; `null` where nobody does. */
  readonly cidr: string | null;
  /** Where nobody owns it: why. */
  readonly why: string;
}

/** More addresses than this are refused. */
export const MOST_ADDRESSES = 100_000;

const BATCH = 4096;

/** The addresses in a text: blanks, commas, semicolons and line ends separate. */
export function addressesIn(text: string): readonly string[] {
  return text.split(/[\s,;]+/u).filter((part) => part !== '');
}

function whyNobody(address: string, opened: Opened): string {
  const { reason } = opened.resolve(address);
  if (reason === 'outside-prefix') return `outside ${opened.prefix.cidr}`;
  return reason === 'only-regional' ? 'only a regional binding' : 'no binding';
}

/** The answers, in the order of the addresses. */
export async function answerMany(
  addresses: readonly string[],
  opened: Opened,
  breath: Breath,
): Promise<readonly ManyAnswer[]> {
  const answers: ManyAnswer[] = [];
  for (let from = 0; from < addresses.length; from += BATCH) {
    const batch = addresses.slice(from, from + BATCH);
    const owners = opened.findMany(batch);
    const told = await mapped(
      batch,
      (address, at): ManyAnswer => {
        const owner = opened.bindings[owners[at] ?? -1];
        if (owner !== undefined) {
          const { cidr, serviceId, serviceName } = owner;
          return { address, serviceId, serviceName, cidr, why: '' };
        }
        const why = owners[at] === -2 ? 'not an address' : whyNobody(address, opened);
        return { address, serviceId: null, serviceName: null, cidr: null, why };
      },
      breath,
    );
    for (const answer of told) answers.push(answer);
    if (breath.due) await breath.take();
  }
  return answers;
}
