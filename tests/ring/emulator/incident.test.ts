// Incidents: what they hit, in which order, and that they go on in another emulator with the same state.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createEmulator,
  createIncident,
  type Damage,
  INCIDENT_AFTER,
  INCIDENTS,
  type IncidentEvent,
  type PrefixRecord,
  rehearsalSeed,
  type State,
  seed,
} from 'byoip/emulator';
import { ask } from '../setup/emulator-requests.js';

const START = Date.UTC(2026, 1, 20);
const now = () => START;
const { lasts } = INCIDENTS['2026-02-20'];

interface Rehearsal {
  readonly state: State;
  readonly before: State;
  readonly events: readonly IncidentEvent[];
}

/** A state before and after the incident. */
function rehearse(state: State, options: { seed?: number; after?: number } = {}): Rehearsal {
  const before = structuredClone(state);
  const events: IncidentEvent[] = [];
  const onEvent = (event: IncidentEvent) => events.push(event);
  const incident = createIncident('2026-02-20', { ...options, onEvent });
  const emulator = createEmulator({ state, incident, now });
  emulator.clock.advance((options.after ?? INCIDENT_AFTER) + lasts);
  emulator.settle();
  return { state, before, events };
}

/** A state with many prefixes like those of the rehearsal's account. */
function largeState(count: number): State {
  const state = rehearsalSeed(START);
  const [account] = state.accounts;
  assert.ok(account !== undefined);
  const one = structuredClone(account.prefixes);
  account.prefixes = Array.from({ length: count }, (_, i) => {
    const prefix = structuredClone(one[i % one.length]);
    assert.ok(prefix !== undefined);
    return { ...prefix, id: i.toString(16).padStart(32, '0') };
  });
  return state;
}

const prefixesOf = ({ accounts }: State): readonly PrefixRecord[] => accounts.flatMap((one) => one.prefixes);
const named = (state: State, id: string): PrefixRecord => {
  const found = prefixesOf(state).find((prefix) => prefix.id === id);
  assert.ok(found !== undefined);
  return found;
};

test('the account for rehearsals is as the API would have made it', async () => {
  const state = rehearsalSeed(START);
  const emulator = createEmulator({ state: structuredClone(state), profile: 'strict' });
  const [account] = emulator.state.accounts;
  assert.ok(account !== undefined && account.prefixes.length === 12);
  for (const prefix of account.prefixes) {
    const bindings = prefix.bindings;
    prefix.bindings = [];
    for (const { cidr, serviceId } of bindings) {
      const path = `/accounts/${account.id}/addressing/prefixes/${prefix.id}/bindings`;
      const { status, text } = await ask(emulator, 'POST', path, { cidr, service_id: serviceId });
      assert.equal(status, 201, `${cidr}: ${text}`);
    }
    assert.ok(bindings.length >= 6 && prefix.bgpPrefixes.length >= 1);
  }
});

test('nothing happens before the incident begins, and all of it within fifty minutes', () => {
  const state = rehearsalSeed(START);
  const before = JSON.stringify(state.accounts);
  const emulator = createEmulator({ state, incident: createIncident('2026-02-20'), now });
  emulator.clock.advance(INCIDENT_AFTER - 1);
  emulator.settle();
  assert.equal(JSON.stringify(state.accounts), before);
  const times = state.incident?.hits.map(({ at }) => at - START - INCIDENT_AFTER) ?? [];
  assert.deepEqual(times, [0, lasts / 3, (2 * lasts) / 3]);
  emulator.clock.advance(1);
  emulator.settle();
  assert.notEqual(JSON.stringify(state.accounts), before);
  assert.equal(state.incident?.hits.filter(({ done }) => done).length, 1);
});

test('a quarter of the prefixes is hit, in the three kinds of that day', () => {
  const { events } = rehearse(largeState(1000));
  const count = (damage: Damage) => events.filter((event) => event.damage === damage).length;
  assert.equal(events.length, 255);
  assert.deepEqual([count('withdrawn'), count('some-lost'), count('all-lost')], [185, 35, 35]);
});

test('of a small account three prefixes are hit, of a smaller one all', () => {
  const damages = (state: State) => rehearse(state).events.map(({ damage }) => damage);
  assert.deepEqual(damages(rehearsalSeed(START)).sort(), ['all-lost', 'some-lost', 'withdrawn']);
  assert.deepEqual(damages(seed(START, 0)).sort(), ['all-lost', 'some-lost']);
  const bare = seed(START, 0);
  for (const account of bare.accounts) account.prefixes = [];
  assert.deepEqual(damages(bare), []);
});

test('each kind of damage is what it says, its event has the counts, and other prefixes are as before', () => {
  const { state, before, events } = rehearse(largeState(200));
  const hit = new Map(events.map((event) => [event.prefixId, event]));
  for (const was of prefixesOf(before)) {
    const is = named(state, was.id);
    const event = hit.get(was.id);
    if (event === undefined) {
      assert.deepEqual(is, was);
      continue;
    }
    const { damage, at } = event;
    assert.equal(event.bindingsDeleted, was.bindings.length - is.bindings.length);
    assert.equal(event.bgpPrefixesDeleted, was.bgpPrefixes.length - is.bgpPrefixes.length);
    assert.equal(event.delegationsDeleted, (was.delegations?.length ?? 0) - (is.delegations?.length ?? 0));
    assert.equal(event.withdrawn, was.bgpPrefixes.filter(({ advertised }) => advertised).length);
    if (damage === 'all-lost') {
      assert.deepEqual([is.bindings, is.bgpPrefixes, is.delegations], [[], [], []]);
      continue;
    }
    for (const bgp of is.bgpPrefixes) assert.deepEqual([bgp.advertised, bgp.modifiedAt], [false, at]);
    if (damage === 'withdrawn') assert.deepEqual(is.bindings, was.bindings);
    else {
      assert.ok(is.bindings.length > 0 && is.bindings.length < was.bindings.length);
      for (const bgp of is.bgpPrefixes)
        assert.deepEqual([bgp.asnPrependCount, bgp.autoAdvertiseWithdraw], [0, false]);
    }
  }
  const someLost = events.filter(({ damage }) => damage === 'some-lost');
  const withDefault = someLost.filter(({ prefixId, cidr }) =>
    named(state, prefixId).bindings.some((binding) => binding.cidr === cidr),
  );
  assert.ok(withDefault.length > 0 && withDefault.length < someLost.length, 'the default is lost for some');
});

test('regional bindings, and BGP prefixes that the API cannot set again, stay', () => {
  const state = rehearsalSeed(START);
  for (const prefix of prefixesOf(state)) {
    prefix.bindings.push({ id: `${prefix.id}r`, cidr: prefix.cidr, serviceId: null, activeAt: 0 });
    prefix.bgpPrefixes = prefix.bgpPrefixes.map((bgp) => ({ ...bgp, onDemandLocked: true }));
  }
  const { before, events } = rehearse(state);
  assert.equal(events.length, 3);
  for (const { prefixId, damage } of events) {
    assert.deepEqual(named(state, prefixId).bgpPrefixes, named(before, prefixId).bgpPrefixes);
    const regional = named(state, prefixId).bindings.filter(({ serviceId }) => serviceId === null);
    assert.equal(regional.length, 1);
    if (damage === 'all-lost') assert.equal(named(state, prefixId).bindings.length, 1);
  }
});

test('the same seed gives the same damage, another one another', () => {
  const run = (number: number) => JSON.stringify(rehearse(largeState(100), { seed: number }).state.accounts);
  assert.equal(run(3), run(3));
  assert.notEqual(run(3), run(4));
});

test('an incident goes on in another emulator with the saved state, and happens once', () => {
  const whole = rehearse(largeState(100)).state;
  let state = largeState(100);
  for (let part = 0; part < 10; part += 1) {
    const emulator = createEmulator({ state, incident: createIncident('2026-02-20'), now });
    emulator.clock.advance((INCIDENT_AFTER + lasts) / 8);
    emulator.settle();
    state = JSON.parse(JSON.stringify(emulator.state)) as State;
  }
  assert.deepEqual(state.accounts, whole.accounts);
  assert.ok(state.incident?.hits.every(({ done }) => done));
});

test('a prefix that is gone when its time comes is left out', () => {
  const state = rehearsalSeed(START);
  const incident = createIncident('2026-02-20', { after: 0, onEvent: ({ left }) => lefts.push(left) });
  const lefts: number[] = [];
  const emulator = createEmulator({ state, incident, now });
  assert.deepEqual(lefts, [2]);
  for (const account of state.accounts) account.prefixes = [];
  emulator.clock.advance(lasts);
  emulator.settle();
  assert.deepEqual(lefts, [2]);
  assert.ok(state.incident?.hits.every(({ done }) => done));
});

test('a restart that restores everything is accepted by the rules: default first, BGP prefixes when it is active', async () => {
  const { state, before, events } = rehearse(rehearsalSeed(START));
  const emulator = createEmulator({ state, now });
  for (const { prefixId } of events) {
    const was = named(before, prefixId);
    const path = `/accounts/${state.accounts[0]?.id}/addressing/prefixes/${prefixId}`;
    for (const { cidr, serviceId } of was.bindings) {
      if (named(state, prefixId).bindings.some((binding) => binding.cidr === cidr)) continue;
      const answer = await ask(emulator, 'POST', `${path}/bindings`, { cidr, service_id: serviceId });
      assert.equal(answer.status, 201, answer.text);
    }
    emulator.clock.advance(6 * 60 * 60 * 1000);
    for (const bgp of was.bgpPrefixes) {
      if (!named(state, prefixId).bgpPrefixes.some(({ cidr }) => cidr === bgp.cidr)) {
        const made = await ask(emulator, 'POST', `${path}/bgp/prefixes`, { cidr: bgp.cidr });
        assert.equal(made.status, 200, made.text);
      }
      const id = named(state, prefixId).bgpPrefixes.find(({ cidr }) => cidr === bgp.cidr)?.id;
      const edited = await ask(emulator, 'PATCH', `${path}/bgp/prefixes/${id}`, {
        on_demand: { advertised: bgp.advertised },
        asn_prepend_count: bgp.asnPrependCount,
        auto_advertise_withdraw: bgp.autoAdvertiseWithdraw,
      });
      assert.equal(edited.status, 200, edited.text);
    }
    const settings = ({ bgpPrefixes }: PrefixRecord) =>
      bgpPrefixes
        .map((bgp) =>
          [bgp.cidr, bgp.asn, bgp.advertised, bgp.asnPrependCount, bgp.autoAdvertiseWithdraw].join(),
        )
        .sort();
    const bound = ({ bindings }: PrefixRecord) =>
      bindings.map((one) => [one.cidr, one.serviceId].join()).sort();
    assert.deepEqual(settings(named(state, prefixId)), settings(was));
    assert.deepEqual(bound(named(state, prefixId)), bound(was));
  }
});

test('an unknown incident and a time before the start are refused', () => {
  assert.throws(() => createIncident('2026-02-30' as '2026-02-20'), /there is no incident `2026-02-30`/);
  for (const after of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => createIncident('2026-02-20', { after }), RangeError);
});
