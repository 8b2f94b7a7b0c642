// Runs in workerd between their processes: alarms in a wait, a Worker that may not write, and runs whose alarm is lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSummary } from '../../www/worker/runs/run-keeper.js';
import { OVERDUE, type RunList } from '../../www/worker/runs/run-list.js';
import { openSite, PREFIX, REACHED, type ReportedRun, type Site } from './run-deployment.js';

const RUNS = '/api/runs';

/** The list of runs, called from here: each method gives a promise. */
type List = {
  [Name in keyof RunList]: (...values: Parameters<RunList[Name]>) => Promise<ReturnType<RunList[Name]>>;
} & {
  rouse(): Promise<number>;
};

interface Listed {
  readonly id: string;
  readonly state: string;
  readonly wakesAt: number | null;
}

async function listed(site: Site): Promise<Listed> {
  const { runs } = (await (await site.send('GET', RUNS)).json()) as { runs: readonly Listed[] };
  const [run] = runs;
  assert.ok(run !== undefined);
  return run;
}

/** Waits until the run sleeps between two processes, for longer than this. */
async function asleep(site: Site, least: number): Promise<Listed> {
  for (let tries = 0; tries < 300; tries++) {
    const run = await listed(site);
    if (run.wakesAt !== null && run.wakesAt > Date.now() + least) return run;
    await pause(100);
  }
  throw new Error(`it does not sleep: ${site.worker().log()}`);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What a run that has lost its alarm has reported. */
const overdue = (steps: number): RunSummary => ({
  state: 'running',
  stepsDone: 0,
  steps,
  endsAt: null,
  wakesAt: Date.now() - OVERDUE - 1,
});

test('in a wait a run sleeps without a process; its alarm wakes it, also after a kill, and not while nothing may be written', async (t) => {
  // A poll every ten minutes is one every two seconds here.
  const site = await openSite({ speed: 300 });
  t.after(() => site.close());
  const planned = await site.planned();
  const { id } = await site.start(planned);
  await asleep(site, 500);
  const lists = site.asked.length;
  await asleep(site, 500);
  for (let tries = 0; tries < 60 && site.asked.length < lists + 2; tries++) await pause(100);
  assert.ok(site.asked.length >= lists + 2, 'it was woken twice');

  await site.restart({ READ_ONLY: 'true' });
  await pause(500);
  const waiting = site.asked.length;
  await pause(3000);
  assert.equal(site.asked.length, waiting, 'nothing is sent');
  assert.equal((await site.report(id)).status.state, 'running');

  await site.restart();
  // The same request is the same run, and wakes it.
  const again = await site.send('POST', RUNS, planned.body, { 'x-byoip-confirm': planned.plan.fingerprint });
  assert.equal(((await again.json()) as ReportedRun).id, id);
  const list = await site.worker().object<List>('RUN_LIST', 'all');
  await list.report(id, overdue(4));
  assert.equal(await list.rouse(), 1);
  for (let tries = 0; tries < 60 && site.asked.length < waiting + 2; tries++) await pause(100);
  assert.ok(site.asked.length >= waiting + 2, 'it goes on');
  assert.equal(await list.rouse(), 0);
  site.emulator.clock.advance(7 * 3_600_000);
  await site.until(id, 'done');
  assert.deepEqual(site.bound(), REACHED);
});

test('a run that was claimed and never began is forgotten, and its prefix is free', async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const list = await site.worker().object<List>('RUN_LIST', 'all');
  const id = 'c'.repeat(32);
  const claim = {
    id,
    createdAt: new Date().toISOString(),
    actor: 'ann@example.com',
    fingerprint: `sha256:${'0'.repeat(64)}`,
    prefixes: [{ id: PREFIX.id, cidr: PREFIX.cidr }],
  };
  // What a method returns is read field by field.
  const claimed = async (more: object) => {
    const result = (await list.claim({ ...claim, ...more }, 0)) as Record<string, unknown>;
    return [await result.runId, await result.isNew, await result.isOther];
  };
  assert.deepEqual(await claimed({}), [id, true, undefined]);
  assert.deepEqual(await claimed({}), [id, false, undefined]);
  assert.deepEqual(await claimed({ id: 'd'.repeat(32), fingerprint: 'other' }), [id, undefined, true]);
  await list.report(id, overdue(0));
  assert.equal(await list.rouse(), 1);
  const { runs } = (await (await site.send('GET', RUNS)).json()) as { runs: unknown[] };
  assert.deepEqual(runs, []);
  const { id: own } = await site.start();
  await site.until(own, 'done');
});
