// The watch when workerd is killed: during a look, and between the storing of an alert and its delivery.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createEmulator, SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import type { SharedOptions, WorkerOptions } from 'miniflare';
import { type EmulatorServer, serveEmulator } from '../../ring/setup/emulator-server.js';
import { type ScriptedServer, scriptedServer } from '../../ring/setup/scripted-server.js';
import type { Deployment } from '../deployment.js';
import { deployBehind, openTeam, type Team } from '../sign-in.js';

const TICK = 5 * 60_000;

let team: Team;
let api: EmulatorServer;
let receiver: ScriptedServer;
let storage: string;
let worker: Deployment;
/** What the receiver does with an alert: answers it, or never. */
let answers = true;
let alerts: { readonly id: string; readonly kind: string }[] = [];
let scheduled = Date.now() - 24 * 60 * 60_000;
/** Requests of the API to wait for, once. */
let onRequest: (() => Promise<void>) | null = null;

before(async () => {
  team = await openTeam();
  const emulator = createEmulator({ now: Date.now });
  const { fetch: answer } = emulator;
  Object.assign(emulator, {
    async fetch(...request: Parameters<typeof answer>) {
      const wait = onRequest;
      onRequest = null;
      await wait?.();
      return answer(...request);
    },
  });
  api = await serveEmulator({ emulator });
  receiver = await scriptedServer(async (response, request) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    alerts.push(JSON.parse(text));
    if (answers) response.writeHead(200).end();
  });
  storage = await mkdtemp(join(tmpdir(), 'byoip-watch-'));
  worker = await start();
});
after(async () => {
  await worker.close();
  await api.close();
  await receiver.close();
  await team.close();
  await rm(storage, { recursive: true });
});

function start(): Promise<Deployment> {
  const options: Partial<WorkerOptions & SharedOptions> = {
    unsafeTriggerHandlers: true,
    durableObjects: { WATCH: { className: 'Watch', useSQLite: true } },
    durableObjectsPersist: join(storage, 'objects'),
    r2Buckets: ['SNAPSHOTS'],
    r2Persist: join(storage, 'buckets'),
    // This version of Miniflare gives ticks to the router of the assets, where there is one.
    assets: undefined,
    serviceBindings: { ASSETS: () => new Response('page') as never },
  };
  const settings = { ALERT_WEBHOOK_URL: receiver.url, WATCH_NEXT_LOOK_SECONDS: '1' };
  return deployBehind(team, api, SEED_ACCOUNT_ID, settings, { options });
}

/** Ends workerd, and starts it on the same storage. */
async function restart(): Promise<void> {
  await worker.close();
  worker = await start();
}

/** Begins the next tick. It may not end, so the result is its end. */
function tick(): { readonly end: Promise<unknown> } {
  scheduled += TICK;
  return { end: worker.get(`/cdn-cgi/handler/scheduled?time=${scheduled}`).catch(() => {}) };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !isTrue(); await new Promise((resolve) => setTimeout(resolve, 20)))
    assert.ok(Date.now() < end, 'it takes too long');
}

function prefix() {
  const all = api.emulator.state.accounts.flatMap(({ prefixes }) => prefixes);
  return all.find(({ cidr }) => cidr === SEED_PREFIXES.v4.cidr) ?? assert.fail();
}

test('an alert that was stored before workerd was killed is delivered after the restart, with the same id', async () => {
  await tick().end;
  assert.deepEqual(
    alerts.map(({ kind }) => kind),
    ['started'],
  );
  alerts = [];
  answers = false;
  const lost = prefix().bindings.pop() ?? assert.fail();
  tick();
  await until(() => alerts.length === 1);
  await restart();
  answers = true;
  // The next tick delivers what is due, and so does the alarm; both know it by its id.
  await tick().end;
  await until(() => alerts.length >= 2);
  await tick().end;
  const [first, ...again] = alerts;
  assert.ok(again.every(({ id, kind }) => id === first?.id && kind === 'changed'));

  prefix().bindings.push(lost);
  alerts = [];
  await tick().end;
  await tick().end;
  assert.deepEqual(
    alerts.map(({ kind }) => kind),
    ['over'],
  );
});

test('a look that workerd was killed in counts as none, and the watch goes on with the next tick', async () => {
  alerts = [];
  prefix().bindings.pop();
  for (const _ of [1, 2, 3]) {
    let asked = false;
    onRequest = () =>
      new Promise<void>((resolve) => {
        asked = true;
        setTimeout(resolve, 2000);
      });
    tick();
    await until(() => asked);
    await restart();
  }
  assert.deepEqual(alerts, []);
  await tick().end;
  assert.deepEqual(
    alerts.map(({ kind }) => kind),
    ['changed'],
  );
  await tick().end;
  assert.equal(alerts.length, 1);
});
