// The watch of an emulated account: what it reports of incidents, of rollouts, and of an API that does not answer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Snapshot, takeSnapshot } from 'byoip';
import {
  createIncident,
  INCIDENTS,
  rehearsalSeed,
  SEED_PREFIXES,
  SEED_SERVICES,
  type State,
} from 'byoip/emulator';
import type { AlertContent } from '../../../www/worker/watch/alert.js';
import { AccountWatch } from '../../../www/worker/watch/watch.js';
import { MINUTE, NEXT_LOOK, START, TICK, watched } from './watched-account.js';

/** The blocks of alerts, with their classes. */
function blocks(alerts: readonly AlertContent['alert'][]): readonly string[] {
  return alerts.flatMap(({ kind, changes }) =>
    changes.flatMap(({ code, cidrs }) => cidrs.map((cidr) => `${kind} ${code} ${cidr}`)),
  );
}

/** What is bound and advertised, from the state of the emulator alone: the truth about an incident. */
function facts(state: State): ReadonlySet<string> {
  const prefixes = state.accounts.flatMap((account) => account.prefixes);
  return new Set(
    prefixes.flatMap(({ cidr, bindings, bgpPrefixes }) => [
      ...bindings.map((binding) => `${cidr} binds ${binding.cidr}`),
      ...bgpPrefixes.filter(({ advertised }) => advertised).map((bgp) => `${cidr} advertises ${bgp.cidr}`),
    ]),
  );
}

test('the incident of 2026-02-20: each lost or withdrawn block is in one alert, and in one when it is back', async () => {
  const state = rehearsalSeed(START);
  const before = structuredClone(state);
  const incident = createIncident('2026-02-20', { after: 12 * MINUTE });
  const { emulator, ticks, alerts, store } = watched({ state, incident });
  await ticks(4 + INCIDENTS['2026-02-20'].lasts / TICK);
  const now = facts(emulator.state);
  const lost = [...facts(before)].filter((fact) => !now.has(fact)).sort();
  assert.ok(lost.length > 10);
  const reported = (kind: string) =>
    alerts
      .filter(({ alert }) => alert.kind === kind)
      .flatMap(({ alert }) => alert.changes)
      .flatMap(({ code, prefix, cidrs }) => {
        const verb = /^(bindings|default)-/.test(code)
          ? 'binds'
          : /^(withdrawn|bgp-withdrawn|bgp-lost)/.test(code)
            ? 'advertises'
            : null;
        return verb === null ? [] : cidrs.map((cidr) => `${prefix} ${verb} ${cidr}`);
      })
      .sort();
  // A block can be withdrawn at one look, and its BGP prefix gone at the next: two changes of one block.
  assert.deepEqual([...new Set(reported('changed'))], lost);
  const bindings = (list: readonly string[]) => list.filter((fact) => fact.includes(' binds '));
  assert.deepEqual(bindings(reported('changed')), bindings(lost));
  const [first] = alerts.filter(({ alert }) => alert.kind === 'changed');
  assert.ok((first?.restore?.length ?? 0) > 3, 'an alert says what a restore would do');
  assert.deepEqual(reported('over'), []);

  // Everything comes back, with other times.
  const { accounts } = structuredClone(before);
  for (const [index, account] of emulator.state.accounts.entries())
    account.prefixes = accounts[index]?.prefixes ?? assert.fail();
  await ticks(2);
  assert.deepEqual([...new Set(reported('over'))], lost);
  assert.deepEqual(Object.keys(store.state()?.changes ?? { none: 0 }), []);
  const ids = alerts.map(({ alert }) => alert.id);
  assert.equal(new Set(ids).size, ids.length);
  // The last alert ends all that reported something.
  const ended = alerts.flatMap(({ alert }) => alert.ends);
  const began = alerts.filter(({ alert }) => alert.kind === 'changed').map(({ alert }) => alert.id);
  assert.deepEqual([...new Set(ended)].sort(), began.sort());
});

test('an error is confirmed by a second look in the same tick, and anything else by the next tick', async () => {
  const { ticks, prefix, emulator } = watched();
  assert.deepEqual(
    (await ticks(1)).map(({ kind }) => kind),
    ['started'],
  );
  const record = prefix(SEED_PREFIXES.v4.cidr);
  for (const bgp of record.bgpPrefixes) bgp.asnPrependCount = 2;
  assert.deepEqual(await ticks(1), []);
  assert.ok(blocks(await ticks(1)).every((block) => block.startsWith('changed bgp-changed ')));
  const lost = record.bindings.shift() ?? assert.fail();
  const before = emulator.clock.now();
  assert.deepEqual(blocks(await ticks(1)), [`changed default-lost ${lost.cidr}`]);
  assert.equal(emulator.clock.now() - before, TICK + NEXT_LOOK);
  assert.deepEqual(await ticks(3), []);
});

test('one list without its last entry, which says nothing of it, is no alert', async () => {
  const { ticks, inject } = watched();
  await ticks(1);
  let left = 1;
  inject((path) => (path.endsWith('/bindings') && left-- > 0 ? 'short-list' : undefined));
  assert.deepEqual(await ticks(3), []);
  assert.ok(left < 1);
});

test('what gets worse is reported as it gets worse, and is never over meanwhile', async () => {
  const { ticks, prefix, emulator } = watched();
  await ticks(1);
  const record = prefix(SEED_PREFIXES.v4.cidr);
  const all = structuredClone(record);
  for (const bgp of record.bgpPrefixes) bgp.advertised = false;
  const kinds: string[] = [];
  const step = async (change: () => void) => {
    change();
    kinds.push(...blocks(await ticks(3)));
  };
  await step(() => {});
  await step(() => record.bindings.pop());
  await step(() => record.bindings.splice(0));
  await step(() => record.bgpPrefixes.splice(0));
  const [account] = emulator.state.accounts;
  await step(() => account?.prefixes.splice(account.prefixes.indexOf(record), 1));
  assert.deepEqual(
    kinds.filter((kind) => kind.startsWith('over')),
    [],
  );
  const [code, counts] = [(kind: string) => kind.split(' ')[1], new Map<string | undefined, number>()];
  for (const kind of kinds) counts.set(code(kind), (counts.get(code(kind)) ?? 0) + 1);
  assert.equal(counts.get('withdrawn-only'), all.bgpPrefixes.filter(({ advertised }) => advertised).length);
  assert.equal(
    (counts.get('bindings-lost') ?? 0) + (counts.get('bindings-all-lost') ?? 0),
    all.bindings.length,
  );
  assert.equal(counts.get('bgp-lost'), all.bgpPrefixes.length);
  assert.equal(counts.get('prefix-gone'), 1);
  account?.prefixes.push(all);
  const back = blocks(await ticks(2));
  assert.equal(back.length, kinds.length, 'all is over together');
});

test('a lost binding that comes back with another ID and time is over', async () => {
  const { ticks, prefix, client } = watched({ provisioningDelay: MINUTE });
  await ticks(1);
  const record = prefix(SEED_PREFIXES.v4.cidr);
  const lost = record.bindings.pop() ?? assert.fail();
  assert.deepEqual(blocks(await ticks(1)), [`changed bindings-lost ${lost.cidr}`]);
  const { serviceBindings } = client.addressing.prefixes;
  await serviceBindings.create(record.id, { cidr: lost.cidr, service_id: lost.serviceId ?? '' });
  assert.deepEqual(await ticks(1), []);
  assert.deepEqual(blocks(await ticks(1)), [`over bindings-lost ${lost.cidr}`]);
});

test('an API that fails, answers a part, or refuses the token is no drift; after a while one alert says that the watch is blind', async () => {
  for (const name of ['http-500', 'partial-list', '10000-authentication', '502-html'] as const) {
    const { ticks, inject, alerts } = watched();
    await ticks(2);
    inject((path) => (path.endsWith('/bindings') ? name : undefined));
    assert.deepEqual(await ticks(5), [], name);
    const [blind, ...more] = await ticks(12);
    assert.equal(blind?.kind, 'blind', name);
    assert.match(blind?.reason?.code ?? '', /^[a-z0-9-]+$/);
    assert.deepEqual(more, []);
    inject(() => undefined);
    const [sees, ...others] = await ticks(3);
    assert.equal(sees?.kind, 'sees');
    assert.deepEqual(sees?.ends, [blind?.id]);
    assert.deepEqual(others, []);
    assert.ok(!JSON.stringify(alerts).includes('canary'), 'no alert has the token');
  }
});

test('looks that end with the whole process are noticed: one alert says that the watch is blind', async () => {
  const { ticks, alerts, host, emulator } = watched();
  await ticks(1);
  for (let index = 0; index < 20; index++) {
    emulator.clock.advance(TICK);
    // Each look takes the process with it.
    new AccountWatch().tick({ ...host, look: () => new Promise(() => {}) }, emulator.clock.now());
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [blind, ...more] = alerts.slice(1).map(({ alert }) => alert);
  assert.deepEqual([blind?.kind, blind?.reason?.code], ['blind', 'look-ended']);
  assert.deepEqual(more, []);
  assert.deepEqual(
    (await ticks(2)).map(({ kind }) => kind),
    ['sees'],
  );
});

test('a look that works after a long gap is enough: missed ticks alone make no alert', async () => {
  const { ticks, emulator } = watched();
  await ticks(1);
  emulator.clock.advance(3 * 60 * MINUTE);
  assert.deepEqual(await ticks(2), []);
});

test('delegations that the token may no longer read are neither lost nor over; a warning names the list', async () => {
  const { ticks, inject, prefix } = watched();
  const record = prefix(SEED_PREFIXES.v4.cidr);
  const delegation = {
    id: 'd'.repeat(32),
    cidr: '192.0.2.0/28',
    delegatedAccountId: 'b'.repeat(32),
    createdAt: START,
  };
  record.delegations = [
    delegation,
    { ...delegation, id: 'e'.repeat(32), delegatedAccountId: 'a'.repeat(32) },
  ];
  await ticks(1);
  record.delegations = [];
  const lost = blocks(await ticks(1));
  assert.deepEqual(lost, ['changed delegation-lost 192.0.2.0/28', 'changed delegation-lost 192.0.2.0/28']);
  inject((path) => (path.endsWith('/delegations') ? '1002-forbidden' : undefined));
  const hidden = blocks(await ticks(4));
  assert.ok(hidden.every((block) => block.startsWith('changed list-unread ')) && hidden.length > 0);
  inject(() => undefined);
  record.delegations = [delegation];
  const back = blocks(await ticks(2));
  assert.equal(back.filter((block) => block === 'over delegation-lost 192.0.2.0/28').length, 1);
});

test('a binding without its Magic route, and one that is rolled out for more than six hours, are alerts of their own', async () => {
  const cidr = SEED_PREFIXES.v4.cidr.replace(/\/.*/, '/32');
  const { ticks, prefix, client } = watched({
    provisioningDelay: 20 * 60 * MINUTE,
    stuck: [{ cidr, state: 'magic_transit_route_missing', milliseconds: 60 * MINUTE }],
  });
  prefix(SEED_PREFIXES.v6.cidr).bindings = [];
  await ticks(1);
  const record = prefix(SEED_PREFIXES.v4.cidr);
  const { serviceBindings } = client.addressing.prefixes;
  const free = record.bindings.every((binding) => binding.cidr !== cidr);
  assert.ok(free);
  await serviceBindings.create(record.id, { cidr, service_id: SEED_SERVICES.cdn.id });
  const first = blocks(await ticks(2));
  assert.ok(first.includes(`changed binding-stuck ${cidr}`), first.join());
  // After an hour it is no longer stuck, and rolls out for 20 hours.
  const until = blocks(await ticks(12));
  assert.deepEqual(until, [`over binding-stuck ${cidr}`]);
  const late = blocks(await ticks(72));
  assert.deepEqual(late, [`changed rollout-overdue ${cidr}`]);
  assert.deepEqual(
    blocks(await ticks(200)).filter((block) => block.startsWith('over')),
    [`over rollout-overdue ${cidr}`],
  );
});

test('with a list of prefixes only those are watched, and one of them that is gone is reported', async () => {
  const { ticks, prefix, emulator, history } = watched({ prefixes: new Set([SEED_PREFIXES.v4.id]) });
  await ticks(1);
  prefix(SEED_PREFIXES.v6.cidr).bindings = [];
  assert.deepEqual(await ticks(3), []);
  const [account] = emulator.state.accounts;
  account?.prefixes.splice(account.prefixes.indexOf(prefix(SEED_PREFIXES.v4.cidr)), 1);
  assert.deepEqual(blocks(await ticks(1)), [`changed prefix-gone ${SEED_PREFIXES.v4.cidr}`]);
  for (const { id } of await history.list()) {
    const text = new TextDecoder().decode((await history.read(id)) ?? undefined);
    assert.ok(!text.includes(SEED_PREFIXES.v6.id), 'a snapshot has no other prefix');
  }
});

test('snapshots are stored when they differ, whatever their time, and a person moves the baseline', async () => {
  const { ticks, prefix, history, watch, host, client } = watched();
  await ticks(4);
  assert.equal((await history.list()).length, 1);
  const record = prefix(SEED_PREFIXES.v4.cidr);
  const lost = record.bindings.pop() ?? assert.fail();
  const [alert] = await ticks(4);
  const [newest, oldest, ...more] = await history.list();
  assert.deepEqual(more, []);
  assert.equal(alert?.baseline?.id, oldest?.id);
  assert.equal(alert?.snapshot, newest?.id);
  assert.equal(newest?.bindings, (oldest?.bindings ?? 0) - 1);
  const snapshot: Snapshot = await takeSnapshot(client);
  assert.equal(newest?.prefixes, snapshot.prefixes.length);
  // The state without the binding is confirmed: the change is over, and the binding is an addition from now on.
  watch.confirm(host, { id: newest?.id ?? '', confirmedBy: 'a@example.com', since: START });
  assert.deepEqual(blocks(await ticks(3)), [`over bindings-lost ${lost.cidr}`]);
  record.bindings.push(lost);
  assert.deepEqual(blocks(await ticks(3)), [`changed binding-added ${lost.cidr}`]);
});

test('a baseline that was deleted makes the watch blind, and a confirmed one lets it see', async () => {
  const { ticks, bucket, history, watch, host } = watched();
  await ticks(1);
  bucket.objects.clear();
  const [blind] = await ticks(8);
  assert.equal(blind?.reason?.code, 'baseline-missing');
  const [stored] = await history.list();
  assert.ok(stored !== undefined, 'looks still store snapshots');
  watch.confirm(host, { id: stored.id, confirmedBy: 'a@example.com', since: START });
  assert.deepEqual(
    (await ticks(2)).map(({ kind }) => kind),
    ['sees'],
  );
});
