// docs/runbook.md, word for word, against the emulator of an incident: the restore is killed in the middle and resumed.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSnapshot } from 'byoip';
import { fastAccount, SLOW } from '../setup/apply-process.js';
import { sessionsOf } from '../setup/console-sessions.js';
import { cwd } from '../setup/emulator-process.js';
import { shell } from '../setup/run-command.js';

const PAGE = 'docs/runbook.md';
/** The commands from the snapshot to the check at the end, with the script for later. */
const COMMANDS = 9;

/** Commands whose output differs each time. */
const UNSTABLE = /^byoip (restore .*--confirm|apply|status)/;

test('the runbook brings everything back, with one command for each of its steps', async () => {
  const page = readFileSync(PAGE, 'utf8');
  const account = await fastAccount(SLOW, '--incident', '2026-02-20', '--incident-after', '14400');
  const sessions = sessionsOf(page);
  let count = 0;
  let code: number | null = 0;
  for (const session of sessions) {
    let written = '';
    for (const [, line = ''] of session.matchAll(/^\$ (.*)$/gm)) {
      written += `$ ${line}\n`;
      if (line === 'echo $?') {
        written += `${code}\n`;
        continue;
      }
      count += 1;
      if (count === 2) await account.emulator.says('is over');
      if (line.includes('--confirm')) {
        const running = account.spawn(...line.split(' ').slice(1));
        await running.shows('198.51.100.0/24  step 2: done');
        running.child.kill('SIGKILL');
        await running.ended;
        continue;
      }
      const ran = await shell(`${line} 2>&1`, { cwd, env: { ...account.env, TZ: 'UTC' } });
      code = ran.code;
      if (UNSTABLE.test(line)) assert.equal(code, 0, ran.stdout);
      else written += ran.stdout;
    }
    if (process.env.GOLDEN === 'write') {
      writeFileSync(
        PAGE,
        readFileSync(PAGE, 'utf8').replace(session, () => withTimes(written)),
      );
    } else assert.equal(withTimes(written), session);
  }
  assert.equal(count, COMMANDS);
  assert.deepEqual(await contentsOf('before.json'), await contentsOf('after.json'));

  /** What a snapshot has, up to ids and times. */
  async function contentsOf(file: string): Promise<unknown> {
    if (file === 'after.json') await shell(`byoip snapshot -o ${file}`, { cwd, env: account.env });
    const { prefixes } = readSnapshot(readFileSync(join(cwd, file)));
    return prefixes.map(({ prefix, bindings, bgpPrefixes, delegations = [] }) => ({
      cidr: prefix.cidr,
      bindings: bindings.map(({ cidr, serviceId, state }) => `${cidr} ${serviceId} ${state}`),
      bgpPrefixes: (bgpPrefixes ?? []).map(({ cidr, onDemand, asnPrependCount, autoAdvertiseWithdraw }) =>
        [cidr, onDemand?.advertised, asnPrependCount, autoAdvertiseWithdraw].join(' '),
      ),
      delegations: (delegations ?? []).map(({ cidr, delegatedAccountId }) => `${cidr} ${delegatedAccountId}`),
    }));
  }
});

/** The day of the page. */
function withTimes(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '2026-02-20T18:00:00Z')
    .replace(/sha256:[0-9a-f]{64}/g, 'sha256:…');
}
