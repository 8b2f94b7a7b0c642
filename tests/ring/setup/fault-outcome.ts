// A client whose requests meet faults, and what may be said of the writes that it carries out.

import assert from 'node:assert/strict';
import { clientWithFaults, type FaultyClient } from './faulty-client.js';

/** Does `act` with a client whose requests meet these faults. */
export async function on(
  wrongs: Parameters<typeof clientWithFaults>[0],
  act: (stage: FaultyClient) => Promise<void>,
  options = {},
  around = {},
) {
  const set = await clientWithFaults(wrongs, options, around);
  try {
    await act(set);
  } finally {
    await set.close();
  }
}

/** What may be said of a write that has been carried out so often. */
export function holds(end: string, count: number, where: string): void {
  assert.ok(count <= 1, `${where}: carried out ${count} times`);
  if (end === 'done') assert.equal(count, 1, `${where}: said to be done and is not`);
  if (/ (not-sent|rejected)$/.test(end)) assert.equal(count, 0, `${where}: said to be ${end} and is done`);
}
