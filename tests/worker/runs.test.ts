// Runs that the Worker carries out: how they begin, what is refused, and what is said to them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runStatus } from 'byoip';
import { SEED_ACCOUNT_ID, SEED_SERVICES } from 'byoip/emulator';
import { BRING, type Deployment, deploy } from './deployment.js';
import {
  DESIRED,
  openSite,
  type PlannedRun,
  PREFIX,
  REACHED,
  type ReportedRun,
  type Site,
} from './run-deployment.js';
import { deployBehind, OWN_TOKEN } from './sign-in.js';

const RUNS = '/api/runs';
const UNKNOWN = '0'.repeat(32);
/** Bindings that one more write reaches. */
const MORE = [...DESIRED, { cidr: '192.0.2.64/28', serviceId: SEED_SERVICES.cdn.id }];

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

async function refusalOf(response: Promise<Response>): Promise<string> {
  const { status, ...rest } = await response;
  const { error } = (await (await response).json()) as { error: { code: string; help: string } };
  assert.ok(error.help.length > 0, JSON.stringify(rest));
  return `${status} ${error.code}`;
}

const post = (planned: PlannedRun, fingerprint = planned.plan.fingerprint) =>
  site.send('POST', RUNS, planned.body, { 'x-byoip-confirm': fingerprint });
const writes = () => site.asked.filter((kind) => !kind.startsWith('GET'));

test('`/api/about` says that the Worker carries out runs; without their bindings it does not', async () => {
  const about = async (worker: Deployment): Promise<boolean | undefined> =>
    (await (await worker.get('/api/about', await site.team.signedIn())).json()).runs;
  assert.equal(await about(site.worker()), true);
  const without = await deployBehind(site.team, { url: site.api }, SEED_ACCOUNT_ID);
  assert.equal(await about(without), false);
  await without.close();
});

test('what is not the plan that was confirmed is refused, and nothing is written', async () => {
  const planned = await site.planned();
  const body = planned.body as { tasks: { prefixId: string; task: object }[] };
  const [task] = body.tasks;
  const changed = (more: object) => ({ ...planned, body: { ...body, ...more } });
  const other = `sha256:${'0'.repeat(64)}`;
  assert.equal(await refusalOf(site.send('POST', RUNS, body)), '400 confirmation-missing');
  assert.equal(await refusalOf(post(planned, other)), '409 plan-changed');
  const done = await site.planned(site.bound().map((text) => asBinding(text)));
  assert.equal(await refusalOf(post(done)), '409 plan-changed', 'nothing is left to do');
  for (const [more, refusal] of [
    [{ confirm: '198.51.100.0/24' }, '400 not-confirmed'],
    [{ confirm: undefined }, '400 run-invalid'],
    [{ tasks: [] }, '400 run-invalid'],
    [{ tasks: [task, task] }, '400 run-invalid'],
    [{ tasks: [{ ...task, prefixId: '../../x' }] }, '400 run-invalid'],
    [{ tasks: [{ ...task, task: 1 }] }, '400 run-invalid'],
    [{ tasks: [{ ...task, prefixId: UNKNOWN }] }, '409 plan-changed'],
    [{ tasks: [{ ...task, task: { ...task?.task, desired: [] } }] }, '409 plan-refused'],
    [
      { tasks: [{ ...task, task: { ...task?.task, desired: [{ cidr: '192.0.2.1/24' }] } }] },
      '422 run-invalid',
    ],
    [{ surprise: 1 }, '400 run-invalid'],
    [{ tasks: undefined }, '400 run-invalid'],
    [{ restore: { snapshot: {} } }, '400 run-invalid'],
    [{ tasks: undefined, restore: {} }, '400 run-invalid'],
    [{ tasks: undefined, restore: { snapshot: { byoip_snapshot: 2 } } }, '422 run-invalid'],
    [{ options: { requestBudget: 1200 } }, '400 run-invalid'],
  ] as const) {
    assert.equal(await refusalOf(post(changed(more))), refusal, JSON.stringify(more).slice(0, 200));
  }
  const list = (await (await site.send('GET', RUNS)).json()) as { runs: unknown[] };
  assert.deepEqual([list.runs, writes()], [[], []]);
  for (const path of ['', '/journal', '/events']) {
    assert.equal(await refusalOf(site.send('GET', `${RUNS}/${UNKNOWN}${path}`)), '404 not-found');
  }
  assert.equal(await refusalOf(site.send('POST', `${RUNS}/${UNKNOWN}/pause`)), '404 not-found');
});

function asBinding(text: string) {
  const [cidr = '', serviceId = ''] = text.split(' ');
  return { cidr, serviceId };
}

test('the same request twice is one run, and another run on its prefix is refused until it has ended', async () => {
  const planned = await site.planned();
  const answers = await Promise.all([post(planned), post(planned), post(planned)]);
  const runs = (await Promise.all(answers.map((answer) => answer.json()))) as ReportedRun[];
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 201]);
  assert.equal(new Set(runs.map(({ id }) => id)).size, 1);
  const id = runs[0]?.id ?? '';
  assert.equal(runs[0]?.actor, 'ann@example.com');
  const other = await post(await site.planned(MORE));
  const { error } = (await other.json()) as { error: { code: string; help: string } };
  assert.equal(error.code, 'prefix-in-run');
  assert.match(error.help, new RegExp(`POST /api/runs/${id}/abandon`));

  const { status } = await site.until(id, 'done');
  assert.deepEqual([status.stepsDone, status.runId], [status.steps, id]);
  assert.deepEqual(site.bound(), REACHED);
  assert.equal(await refusalOf(post(planned)), '409 plan-changed', 'it never runs twice');
  const { runs: listed } = (await (await site.send('GET', RUNS)).json()) as { runs: object[] };
  const [{ createdAt: _, endsAt: __, ...only }] = listed as [Record<string, unknown>];
  assert.deepEqual(only, {
    id,
    actor: 'ann@example.com',
    fingerprint: planned.plan.fingerprint,
    prefixes: [PREFIX.cidr],
    state: 'done',
    stepsDone: status.steps,
    steps: status.steps,
    wakesAt: null,
  });
});

/** The records that come as events, until the stream ends. */
async function follow(
  id: string,
  last?: number,
): Promise<{ status: number; records: { n: number; kind: string }[] }> {
  const headers = last === undefined ? {} : { 'last-event-id': String(last) };
  const response = await site.send('GET', `${RUNS}/${id}/events`, undefined, headers as never);
  const records = [];
  for (const event of (await response.text()).split('\n\n')) {
    const data = /^id: (\d+)\nevent: record\ndata: (.*)$/.exec(event);
    if (data !== null) records.push(JSON.parse(data[2] ?? ''));
  }
  return { status: response.status, records };
}

test('events come as they happen, and from any record on', async () => {
  const { id } = await site.start(await site.planned(MORE));
  const [whole, late] = await Promise.all([follow(id), follow(id, 3)]);
  await site.until(id, 'done');
  const journal = await (await site.send('GET', `${RUNS}/${id}/journal`)).text();
  const lines = journal.trimEnd().split('\n').slice(1);
  const stored = lines.map((line) => JSON.parse(line) as { n: number; hash: string });
  assert.deepEqual(
    whole.records.map(({ n }) => n),
    stored.map(({ n }) => n),
  );
  assert.deepEqual(
    late.records,
    stored.slice(3).map(({ hash: _, ...record }) => record),
  );
  assert.equal(runStatus(journal).state, 'done');
  assert.ok(!`${journal}${JSON.stringify(whole)}${site.worker().log()}`.includes(OWN_TOKEN));
  assert.equal((await follow(id, stored.length)).status, 204, 'there is nothing behind the last one');
  assert.equal((await follow(id, stored.length - 2)).records.length, 2);
  assert.equal(
    await refusalOf(site.send('GET', `${RUNS}/${id}/events`, undefined, { 'last-event-id': '1; DROP' })),
    '400 query-invalid',
  );
});

test('a run takes the commands that fit its state, and refuses the others with one that does', async () => {
  const say = (id: string, command: string, body?: object) =>
    site.send('POST', `${RUNS}/${id}/${command}`, body);
  const answer = { question: `delete-default ${PREFIX.cidr}`, choice: 'delete' };
  const { id } = await site.start(await site.planned(DESIRED));
  await refused(say(id, 'resume'), 'run-command-unfit', /pause it/);
  assert.equal((await say(id, 'pause')).status, 200);
  await site.until(id, 'paused');
  await refused(say(id, 'pause'), 'run-command-unfit', /resume it/);
  await refused(say(id, 'answer', answer), 'run-command-unfit', /resume it/);
  await refused(say(id, 'answer', { question: 1 }), 'body-invalid', /status/);
  await refused(post(await site.planned(MORE)), 'prefix-in-run', /abandon/);
  // An alarm that comes late, or again, does not go on with a paused run.
  const asked = site.asked.length;
  await site.restart();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal(site.asked.length, asked);
  assert.equal((await site.report(id)).status.state, 'paused');
  assert.equal((await say(id, 'resume')).status, 200);
  const { status } = await site.until(id, 'done');
  assert.equal(status.state, 'done');
  for (const command of ['pause', 'resume', 'abandon'])
    await refused(say(id, command), 'run-finished', /new run/);

  const second = await site.start(await site.planned(MORE));
  await say(second.id, 'pause');
  await site.until(second.id, 'paused', 'done');
  assert.equal((await say(second.id, 'abandon')).status, 200);
  await site.until(second.id, 'abandoned');
  await refused(say(second.id, 'resume'), 'run-finished', /new run/);
  // Its prefix is free.
  const third = await site.start(
    await site.planned([
      ...site.bound().map(asBinding),
      { cidr: '192.0.2.128/25', serviceId: SEED_SERVICES.cdn.id },
    ]),
  );
  assert.equal((await say(third.id, 'abandon')).status, 200);
  await site.until(third.id, 'abandoned');
});

async function refused(response: Promise<Response>, code: string, help: RegExp): Promise<void> {
  const { error } = (await (await response).json()) as { error: { code: string; help: string } };
  assert.equal(error.code, code, JSON.stringify(error));
  assert.match(error.help, help);
}

test('the question of a stopped run is answered over the Worker, and the run goes on', async (t) => {
  const own = await openSite({ profile: 'lenient' });
  t.after(() => own.close());
  const moved = [{ cidr: PREFIX.cidr, serviceId: SEED_SERVICES.cdn.id }];
  const limits = { allowDefault: true, allowDefaultDelete: true, allowUnowned: true };
  const { id } = await own.start(await own.planned(moved, { limits }));
  const stopped = await own.until(id, 'stopped');
  const block = stopped.status.prefixes[0]?.blocked;
  assert.equal(block?.code, 'delete-default');
  const answer = { question: block?.question, choice: 'delete' };
  const odd = { ...answer, choice: 'perhaps' };
  await refused(
    own.send('POST', `${RUNS}/${id}/answer`, odd),
    'run-command-unfit',
    /delete-default .*=delete/,
  );
  assert.equal((await own.send('POST', `${RUNS}/${id}/answer`, answer)).status, 200);
  await own.until(id, 'done');
  const journal = await (await own.send('GET', `${RUNS}/${id}/journal`)).text();
  assert.match(journal, /"kind":"answered".*"by":"ann@example.com"/);
});

test('without a token of its own the Worker has no runs, and read-only it starts none', async (t) => {
  const bring = await deploy({ ...BRING, UPSTREAM: site.api });
  t.after(() => bring.close());
  const headers = { authorization: 'Bearer brought' };
  const asked = site.asked.length;
  for (const [method, path] of [
    ['GET', RUNS],
    ['POST', RUNS],
    ['GET', `${RUNS}/${UNKNOWN}`],
    ['POST', `${RUNS}/${UNKNOWN}/pause`],
  ] as const) {
    const response = await fetch(new URL(path, bring.url), { method, headers });
    assert.equal(response.status, 404, path);
  }
  assert.equal(site.asked.length, asked);
  await site.restart({ READ_ONLY: 'true' });
  assert.equal((await site.send('GET', RUNS)).status, 200);
  assert.equal(await refusalOf(post(await site.planned(MORE))), '405 method-not-allowed');
  for (const command of ['pause', 'resume', 'abandon', 'answer'])
    assert.equal((await site.send('POST', `${RUNS}/${UNKNOWN}/${command}`)).status, 404);
});
