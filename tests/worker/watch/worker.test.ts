// The watch in workerd: its timer, its Durable Object and its bucket, with the emulated incident of 2026-02-20 as the account.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  createEmulator,
  createIncident,
  INCIDENTS,
  type PrefixRecord,
  rehearsalSeed,
  SEED_ACCOUNT_ID,
} from 'byoip/emulator';
import type { SharedOptions, WorkerOptions } from 'miniflare';
import { type EmulatorServer, serveEmulator } from '../../ring/setup/emulator-server.js';
import { type ScriptedServer, scriptedServer } from '../../ring/setup/scripted-server.js';
import type { Deployment } from '../deployment.js';
import { deployBehind, OWN_TOKEN, openTeam, type Team } from '../sign-in.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 1, 20, 17, 50);
const SECRET_PATH = '/hooks/canary-hook-8823';

/** What wrangler.jsonc declares for the watch. */
const WATCH_OPTIONS: Partial<WorkerOptions & SharedOptions> = {
  // Ticks by `/cdn-cgi/handler/scheduled`.
  unsafeTriggerHandlers: true,
  durableObjects: { WATCH: { className: 'Watch', useSQLite: true } },
  r2Buckets: ['SNAPSHOTS'],
  // This version of Miniflare gives ticks to the router of the assets, where there is one.
  assets: undefined,
  serviceBindings: { ASSETS: () => new Response('page') as never },
};

/** The same together with what runs need. */
const RUN_OPTIONS: Partial<WorkerOptions> = {
  durableObjects: {
    WATCH: { className: 'Watch', useSQLite: true },
    RUNS: { className: 'RunObject', useSQLite: true },
    RUN_LIST: { className: 'RunListObject', useSQLite: true },
    REQUEST_BUDGET: { className: 'RequestBudget', useSQLite: true },
  },
};

/** The body of an alert. */
interface Body {
  readonly id: string;
  readonly kind: string;
  readonly changes: readonly { readonly code: string; readonly cidrs: readonly string[] }[];
  readonly snapshot: string;
  readonly baseline: { readonly id: string; readonly confirmed_by: string | null };
  readonly restore: readonly string[] | null;
}

let team: Team;
let api: EmulatorServer;
let receiver: ScriptedServer;
let worker: Deployment;
/** The statuses that the receiver answers with, first to last; then 200. */
let statuses: number[] = [];
const bodies: { path: string; text: string }[] = [];

const received = (path = SECRET_PATH): Body[] =>
  bodies.filter((one) => one.path === path).map(({ text }) => JSON.parse(text));

/** The prefixes that the incident hits, as it leaves them. */
function damaged(): readonly PrefixRecord[] {
  const hit = new Set<string>();
  const onEvent = ({ prefixId }: { readonly prefixId: string }) => hit.add(prefixId);
  const incident = createIncident('2026-02-20', { after: 0, onEvent });
  const emulator = createEmulator({ state: rehearsalSeed(START), now: () => START, incident });
  emulator.clock.advance(INCIDENTS['2026-02-20'].lasts);
  emulator.settle();
  return emulator.state.accounts.flatMap(({ prefixes }) => prefixes).filter(({ id }) => hit.has(id));
}

/** The account, with the prefixes that are hit and two others: the watch counts its requests in real time. */
const state = rehearsalSeed(START);
const DAMAGED = damaged();
for (const account of state.accounts) {
  const isHit = ({ id }: PrefixRecord) => DAMAGED.some((one) => one.id === id);
  const others = account.prefixes.filter((prefix) => !isHit(prefix)).slice(0, 2);
  account.prefixes = [...account.prefixes.filter(isHit), ...others];
}
const prefixes = (): PrefixRecord[] => state.accounts[0]?.prefixes ?? assert.fail();

/** The incident goes on: it hits this prefix of those that it hits. */
function hit(index: number): void {
  const record = DAMAGED[index] ?? assert.fail();
  prefixes().splice(
    prefixes().findIndex(({ id }) => id === record.id),
    1,
    structuredClone(record),
  );
}

before(async () => {
  team = await openTeam();
  api = await serveEmulator({ emulator: createEmulator({ state, now: () => START }) });
  receiver = await scriptedServer(async (response, request) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    bodies.push({ path: request.url ?? '', text });
    response.writeHead(statuses.shift() ?? 200, { location: `${receiver.url}/elsewhere` }).end('ok');
  });
  worker = await start();
});
after(async () => {
  await worker.close();
  await api.close();
  await receiver.close();
  await team.close();
});

function start(more: Record<string, string> = {}, options = WATCH_OPTIONS): Promise<Deployment> {
  const origin = new URL(receiver.url).origin;
  const alerts = { ALERT_WEBHOOK_URL: origin + SECRET_PATH, ALERT_SLACK_URL: `${origin}/slack` };
  return deployBehind(
    team,
    api,
    SEED_ACCOUNT_ID,
    { ...alerts, WATCH_NEXT_LOOK_SECONDS: '1', ...more },
    { options },
  );
}

/** Moves the clock of the account to the next tick, and runs it, with the time that the platform gives. */
async function tick(minutes = 5): Promise<void> {
  const { clock } = api.emulator;
  clock.advance(minutes * MINUTE);
  await runTick(worker, clock.now());
}

async function runTick(on: Deployment, scheduled: number): Promise<void> {
  const answer = await on.get(`/cdn-cgi/handler/scheduled?time=${scheduled}`);
  const outcome = await answer.text();
  // What the runtime prints comes a little later.
  if (outcome !== 'ok') await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(outcome, 'ok', on.log().slice(-2000));
}

async function ask<T>(path: string, method = 'GET', on = worker): Promise<{ status: number; body: T }> {
  const headers = await team.signedIn();
  const answer = await fetch(new URL(path, on.url), { method, headers });
  return { status: answer.status, body: (await answer.json()) as T };
}

test('in workerd, the incident is reported with what a restore would do, by webhook, once for each change', async () => {
  await tick();
  assert.deepEqual(
    received().map(({ kind }) => kind),
    ['started'],
  );
  for (const index of DAMAGED.keys()) {
    hit(index);
    await tick();
  }
  const alerts = received();
  const blocks = alerts.flatMap(({ changes }) =>
    changes.flatMap(({ code, cidrs }) => cidrs.map((cidr) => `${code} ${cidr}`)),
  );
  assert.equal(new Set(blocks).size, blocks.length);
  for (const code of ['withdrawn-only', 'bindings-all-lost']) {
    assert.ok(
      blocks.some((block) => block.startsWith(code)),
      `${code} in ${blocks.join()}`,
    );
  }
  assert.ok(alerts.slice(1).every(({ restore }) => (restore?.length ?? 0) > 2));
  assert.equal(received('/slack').length, alerts.length);
  assert.ok(
    received('/slack').every((body) => typeof (body as unknown as { text: string }).text === 'string'),
  );
});

test('the history of the incident can be read, compared and confirmed, by people who have signed in only', async () => {
  interface Listed {
    readonly watch: {
      readonly open: number;
      readonly undelivered: number;
      readonly baseline: { id: string };
    };
    readonly snapshots: readonly {
      readonly id: string;
      readonly takenAt: string;
      readonly bindings: number;
    }[];
  }
  const { body } = await ask<Listed>('/api/snapshots');
  const [newest, oldest] = [body.snapshots[0], body.snapshots.at(-1)];
  assert.ok(newest !== undefined && oldest !== undefined && body.snapshots.length > 2);
  assert.ok(newest.bindings < oldest.bindings);
  assert.equal(body.watch.baseline.id, oldest.id);
  assert.equal(body.watch.undelivered, 0);
  assert.ok(body.watch.open > 3);
  assert.equal(received().at(-1)?.snapshot, newest.id);

  const snapshot = await ask<{ byoip_snapshot: number }>(`/api/snapshots/${newest.id}`);
  assert.equal(snapshot.body.byoip_snapshot, 2);
  const drift = await ask<{ findings: readonly object[] }>(`/api/snapshots/${oldest.id}/drift/${newest.id}`);
  assert.ok(drift.body.findings.length > 3);
  const same = await ask<{ findings: readonly object[] }>(`/api/snapshots/${newest.id}/drift/${newest.id}`);
  assert.deepEqual(same.body.findings, []);

  const unknown = 'f'.repeat(32);
  for (const [path, method] of [
    [`/api/snapshots/${unknown}`, 'GET'],
    [`/api/snapshots/${newest.id}/drift/${unknown}`, 'GET'],
    [`/api/snapshots/${unknown}/confirm`, 'POST'],
  ] as const) {
    const missing = await ask<{ error: { code: string } }>(path, method);
    assert.deepEqual([missing.status, missing.body.error.code], [404, 'snapshot-not-found'], path);
  }
  for (const [path, method] of [
    ['/api/snapshots', 'GET'],
    [`/api/snapshots/${newest.id}`, 'GET'],
    [`/api/snapshots/${newest.id}/confirm`, 'POST'],
  ] as const) {
    assert.equal((await fetch(new URL(path, worker.url), { method })).status, 403, path);
    const cross = { ...(await team.signedIn()), 'sec-fetch-site': 'cross-site' };
    assert.equal((await fetch(new URL(path, worker.url), { method, headers: cross })).status, 403, path);
  }
  assert.equal((await ask<Listed>('/api/snapshots')).body.watch.baseline.id, oldest.id);

  const before = received().length;
  assert.equal((await ask(`/api/snapshots/${newest.id}/confirm`, 'POST')).status, 200);
  await tick();
  await tick();
  const over = received().slice(before);
  assert.deepEqual(
    over.map(({ kind }) => kind),
    ['over'],
  );
  assert.deepEqual([over[0]?.baseline.id, over[0]?.baseline.confirmed_by], [newest.id, 'ann@example.com']);
  assert.equal((await ask<Listed>('/api/snapshots')).body.watch.open, 0);
});

test('overlapping and repeated ticks in workerd are one look', async () => {
  api.emulator.clock.advance(5 * MINUTE);
  const changed = prefixes().find(({ bgpPrefixes }) => bgpPrefixes.length > 0) ?? assert.fail();
  for (const bgp of changed.bgpPrefixes) bgp.asnPrependCount = 1 - Math.min(1, bgp.asnPrependCount);
  const scheduled = api.emulator.clock.now();
  const before = received().length;
  // A warning needs two looks; these are one, however often they come.
  await Promise.all([1, 2, 3].map(() => runTick(worker, scheduled)));
  await runTick(worker, scheduled);
  await runTick(worker, scheduled - 5 * MINUTE);
  assert.equal(received().length, before);
  await tick();
  assert.deepEqual(
    received()
      .slice(before)
      .map(({ kind }) => kind),
    ['changed'],
  );
});

test('an alert that does not arrive is sent again with the same id, and a redirect is not followed', async () => {
  for (const prefix of prefixes()) for (const bgp of prefix.bgpPrefixes) bgp.asnPrependCount = 3;
  const before = bodies.length;
  statuses = [307, 500];
  await tick();
  await tick();
  const [slack, json] = bodies.slice(before);
  assert.deepEqual([slack?.path, json?.path], ['/slack', SECRET_PATH]);
  // The alarm of the Durable Object sends it again, 30 seconds later.
  const copies = (of: typeof slack) =>
    bodies.filter(({ path, text }) => path === of?.path && text === of.text).length;
  for (const until = Date.now() + 90_000; copies(slack) + copies(json) < 4 && Date.now() < until; )
    await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual([copies(slack), copies(json)], [2, 2]);
  assert.deepEqual(
    bodies.filter(({ path }) => path === '/elsewhere'),
    [],
  );
});

test('no alert, snapshot, answer or line of the log has the token, and the log has no URL of a webhook', async () => {
  const { body } = await ask<{ snapshots: readonly { id: string }[] }>('/api/snapshots');
  const texts = await Promise.all(
    body.snapshots.map(async ({ id }) =>
      (await worker.get(`/api/snapshots/${id}`, await team.signedIn())).text(),
    ),
  );
  for (const text of [...texts, JSON.stringify(body), ...bodies.map((one) => one.text), worker.log()])
    assert.ok(!text.includes(OWN_TOKEN));
  assert.ok(worker.log().includes('"watch":"tick"'));
  assert.ok(!worker.log().includes('canary-hook'));
  assert.ok(bodies.every(({ text }) => !text.includes('canary-hook')));
});

test('without a bucket or a webhook, or with a private one, the watch is off, and says so', async () => {
  for (const [more, options, reason] of [
    [{}, { r2Buckets: [] }, /SNAPSHOTS/],
    [{ ALERT_WEBHOOK_URL: '', ALERT_SLACK_URL: '' }, RUN_OPTIONS, /ALERT_SLACK_URL/],
    [{ ALERT_WEBHOOK_URL: 'https://169.254.169.254/' }, {}, /ALERT_WEBHOOK_URL/],
    [{ WATCH_CONFIRM: '0' }, {}, /WATCH_CONFIRM/],
  ] as const) {
    const off = await start(more, { ...WATCH_OPTIONS, ...options } as Partial<WorkerOptions>);
    try {
      const before = bodies.length;
      const about = await ask<{ watch: { on: boolean; reason: string } }>('/api/about', 'GET', off);
      assert.equal(about.body.watch.on, false);
      assert.match(about.body.watch.reason, reason);
      const list = await ask<{ error: { code: string } }>('/api/snapshots', 'GET', off);
      assert.deepEqual([list.status, list.body.error.code], [404, 'watch-off']);
      await runTick(off, Date.now());
      // What the runtime prints comes a little later.
      const lines = options === RUN_OPTIONS ? ['"watch":"off"', '"runs":"roused"'] : ['"watch":"off"'];
      for (const end = Date.now() + 10_000; !lines.every((line) => off.log().includes(line)); ) {
        assert.ok(Date.now() < end, off.log());
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      // The timer is the watchdog of runs, where there are any, with a watch or without.
      assert.equal(off.log().includes('{"runs":"roused","count":0}'), options === RUN_OPTIONS);
      assert.equal(bodies.length, before);
    } finally {
      await off.close();
    }
  }
});
