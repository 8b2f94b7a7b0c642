// A plan applied to a live account: through the Worker, where it allows writes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { press } from '../setup/actions.js';
import { leave, workerHost } from '../setup/page-suite.js';
import { BINDINGS_PATH } from '../setup/upstream.js';
import type { Visit } from '../setup/visit.js';
import { confirmRun, planOneCreate, stateIs, stepStates } from './setup.js';

const CANARY = 'canary-live-run-81d3';
const live = await workerHost({ live: true });
const readOnly = await workerHost({ readOnly: true });

async function connect(visit: Visit): Promise<void> {
  const { page } = visit;
  await page.getByRole('radio', { name: 'Live' }).check();
  await page.getByLabel('Account ID').fill(SEED_ACCOUNT_ID);
  await page.getByLabel('API token').fill(CANARY);
  await page.getByRole('button', { name: 'Connect' }).click();
  await visit.greeted();
}

test('a live run sends its writes through the Worker, each with the confirmed fingerprint; a forgotten token pauses it', async () => {
  const visit = await live.visit();
  const { page } = visit;
  await connect(visit);
  const confirmed: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') confirmed.push(request.headers()['x-byoip-confirm']);
  });
  await planOneCreate(visit);
  const fingerprint = (await visit.read('.plan-fingerprint')).replace('Fingerprint ', '');
  assert.match(fingerprint, /^sha256:[0-9a-f]{64}$/);
  assert.equal(live.upstream.writes.length, 0, 'nothing is sent before the confirmation');
  await confirmRun(visit, '192.0.2.0/24');
  await stateIs(visit, 'Waiting: 1 of 2 steps done');
  assert.deepEqual(confirmed, [fingerprint]);
  assert.deepEqual(live.upstream.writes, [`POST ${BINDINGS_PATH}`]);
  assert.match((await stepStates(visit))[1] ?? '', /^waiting until .+(UTC|GMT).*, [56] h \d+ min left$/);
  assert.match(await visit.read('#run'), /Ends about .+, in [56] h \d+ min\./);
  await press(visit, 'Forget token');
  await page.getByLabel('API token').waitFor();
  const kept = await page.evaluate(async () => {
    const texts: string[] = [JSON.stringify({ ...localStorage, ...sessionStorage })];
    for (const { name = '' } of await indexedDB.databases()) {
      const open = indexedDB.open(name);
      await new Promise((resolve) => open.addEventListener('success', resolve));
      const all = open.result.transaction('lines').objectStore('lines').getAll();
      await new Promise((resolve) => all.addEventListener('success', resolve));
      texts.push(...all.result);
      open.result.close();
    }
    return texts.join('\n');
  });
  assert.match(kept, /"kind":"outcome"/);
  assert.doesNotMatch(kept, new RegExp(CANARY), 'no journal and no storage has the token');
  await connect(visit);
  await press(visit, 'Show the run');
  await stateIs(visit, 'Paused: 1 of 2 steps done');
  assert.equal(live.upstream.writes.length, 1);
  await leave(visit);
});

test('behind a Worker that is read only the page cannot apply, and says why', async () => {
  const visit = await readOnly.visit();
  await visit.greeted();
  await planOneCreate(visit);
  assert.match(await visit.read('.plan-apply'), /its Worker is read only/);
  assert.equal(await visit.page.locator('#confirm').isVisible(), false);
  await leave(visit);
});
