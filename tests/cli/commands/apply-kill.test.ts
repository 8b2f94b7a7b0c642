// SIGKILL at random times: whatever ends a process, the run goes on from its journal. BYOIP_KILLS sets how often.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fastAccount } from '../setup/apply-process.js';

const KILLS = Number(process.env.BYOIP_KILLS ?? 8);
const CHANGE = ['--add', '192.0.2.8/29=CDN', '--add', '192.0.2.1=Spectrum', '--add', '192.0.2.64/28=CDN'];

test('a run that is killed at random times ends as planned', async () => {
  const planned = new Set(['192.0.2.0/24', '192.0.2.1/32', '192.0.2.64/28', '192.0.2.8/29']);
  for (let killed = 0, round = 0; killed < KILLS; round++) {
    const account = await fastAccount();
    const [plan, journal] = [`kill-${round}.json`, `kill-${round}.jsonl`];
    assert.ok(((await account.run('plan', ...CHANGE, '-o', plan)).code ?? 1) !== 1);
    let args = ['apply', '--plan', plan, '--confirm', 'all', '--journal', journal];
    for (;;) {
      const running = account.spawn(...args);
      await running.shows('journal').catch(() => {});
      const timer = setTimeout(() => running.child.kill('SIGKILL'), Math.random() * 700);
      const { code, stdout, stderr } = await running.ended;
      clearTimeout(timer);
      if (code !== null) {
        assert.equal(code, 0, `${stdout}${stderr}`);
        break;
      }
      killed += 1;
      const status = await account.run('status', journal);
      // Before the first line is stored nothing was sent: the run starts again.
      if (/journal-(empty|unusable)/.test(status.stderr)) continue;
      assert.ok(
        status.code === 2 || /^state +done$/m.test(status.stdout),
        `${status.stdout}${status.stderr}`,
      );
      args = ['apply', '--resume', journal, '--take-over'];
    }
    const bound = (await account.bound()).filter((one) => one.startsWith('192.0.2.'));
    assert.deepEqual(new Set(bound.map((one) => one.split(' ')[0])), planned);
    assert.equal(bound.length, planned.size, 'nothing is bound twice');
    await account.emulator.stop();
  }
});
