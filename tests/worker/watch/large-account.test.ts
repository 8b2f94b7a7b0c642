// The watch of a large account, all of whose bindings are lost at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rehearsalSeed } from 'byoip/emulator';
import { jsonBody, slackBody } from '../../../www/worker/watch/alert.js';
import { START, watched } from './watched-account.js';

test('30 prefixes with 5,000 bindings each: all of it is lost, reported once within bounds, and over', async () => {
  const state = rehearsalSeed(START);
  const [account] = state.accounts;
  const [first] = account?.prefixes ?? [];
  const [binding] = first?.bindings ?? [];
  const [bgp] = first?.bgpPrefixes ?? [];
  assert.ok(account !== undefined && first !== undefined && binding !== undefined && bgp !== undefined);
  const cdn = account.services.find(({ name }) => name === 'CDN') ?? assert.fail();
  const id = (number: number) => number.toString(16).padStart(32, '0');
  account.prefixes = Array.from({ length: 30 }, (_, p) => ({
    ...structuredClone(first),
    id: id(p),
    cidr: `10.${p}.0.0/16`,
    bgpPrefixes: [{ ...bgp, id: id(1000 + p), cidr: `10.${p}.0.0/16`, advertised: true }],
    bindings: Array.from({ length: 5000 }, (_, b) => ({
      ...binding,
      serviceId: cdn.id,
      id: id(100_000 + p * 5000 + b),
      cidr: b === 0 ? `10.${p}.0.0/16` : `10.${p}.${b >> 6}.${(b & 63) * 4}/30`,
    })),
  }));
  const { ticks, emulator, history, alerts } = watched({ state });
  await ticks(1);
  const live = emulator.state.accounts[0] ?? assert.fail();
  const kept = live.prefixes;
  live.prefixes = kept.map((prefix) => ({ ...prefix, bindings: [], bgpPrefixes: [] }));
  const [lost, ...more] = await ticks(1);
  assert.deepEqual(more, []);
  const counts = (alert: typeof lost) => alert?.changes.reduce((sum, { count }) => sum + count, 0);
  assert.equal(counts(lost), 30 * 5001);
  const content = alerts.find(({ alert }) => alert.id === lost?.id) ?? assert.fail();
  assert.ok(jsonBody(content).length < 200_000 && slackBody(content).length < 5000);
  assert.match(JSON.stringify(content.restore?.[0]), /restore 30 prefixes/);
  live.prefixes = kept;
  assert.equal(counts((await ticks(2))[0]), 30 * 5001);
  assert.equal((await history.list()).length, 3);
});
