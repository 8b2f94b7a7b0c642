// Every write with any two faults in a row: the client's result matches the state of the account.

import { test } from 'node:test';
import { FAULT_NAMES } from 'byoip/emulator';
import { holds, on } from '../setup/fault-outcome.js';
import { accountState, resultText } from '../setup/faulty-client.js';
import { perform, WRITES } from '../setup/writes.js';

/** The writes that all pairs of faults meet; each of the others meets a share of the pairs: all of them took minutes. */
const PAIRED: readonly string[] = ['create', 'delete', 'edit'];
const SHARING = Object.keys(WRITES).filter((name) => !PAIRED.includes(name));

for (const [name, write] of Object.entries(WRITES)) {
  test(`${name}: any two faults in a row, with current and stale lists, give a correct outcome`, async () => {
    for (const [at, one] of FAULT_NAMES.entries()) {
      for (const [next, two] of FAULT_NAMES.entries()) {
        const sharing = SHARING[(at * 2 + next) % SHARING.length];
        if (!PAIRED.includes(name) && name !== sharing) continue;
        // Each pair meets one of the three: all of them took minutes, and neighbours differ.
        for (const milliseconds of [[0, 3000, 86_400_000][(at + next) % 3] ?? 0]) {
          const wrongs = [
            { fault: one, kind: write.kind, nth: 1 },
            { fault: two, kind: write.kind, nth: 2 },
          ];
          await on(
            wrongs,
            async (set) => {
              const end = await resultText(perform(write, set));
              holds(
                end,
                write.count(accountState(set)),
                `${one}, then ${two}, lists ${milliseconds} ms behind`,
              );
            },
            { timeout: 20 },
            { socket: false, listLag: { milliseconds } },
          );
        }
      }
    }
  });
}
