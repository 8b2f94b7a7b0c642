// `byoip emulator`: the options for its behaviour, each observed from outside.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';
import { bind, cwd, listBindings, start } from '../setup/emulator-process.js';
import { writeInput } from '../setup/run-command.js';

const BINDINGS = `/accounts/${SEED_ACCOUNT_ID}/addressing/prefixes/${SEED_PREFIXES.v4.id}/bindings`;
const SPARE = 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f';
const AUTHORISED = { authorization: 'Bearer anything' };

test('--lag-writes hides a write until there was another, --lag-seconds until the time is over', async () => {
  const byWrites = await start('--port', '0', '--lag-writes', '1');
  await bind(byWrites, '192.0.2.64/26', SEED_SERVICES.cdn.id);
  assert.equal((await listBindings(byWrites)).length, 2);
  await bind(byWrites, '192.0.2.128/26', SEED_SERVICES.cdn.id);
  assert.equal((await listBindings(byWrites)).length, 3);
  await byWrites.stop();
  const long = await start('--port', '0', '--lag-seconds', '1000');
  await bind(long, '192.0.2.64/26', SEED_SERVICES.cdn.id);
  assert.equal((await listBindings(long)).length, 2);
  await long.stop();
  const either = await start('--port', '0', '--lag-writes', '1000', '--lag-seconds', '0');
  await bind(either, '192.0.2.64/26', SEED_SERVICES.cdn.id);
  assert.equal((await listBindings(either)).length, 3);
  await either.stop();
});

test('--deletions linger lists a deleted binding, over a restart with --state too', async () => {
  const args = ['--port', '0', '--deletions', 'linger', '--state', 'lingering.json'];
  const first = await start(...args);
  const gone = await fetch(`${first.url}${BINDINGS}/${SPARE}`, { method: 'DELETE', headers: AUTHORISED });
  assert.equal(gone.status, 200);
  assert.equal((await listBindings(first)).length, 2);
  await first.stop();
  const second = await start(...args);
  assert.equal((await listBindings(second)).length, 2);
  await second.stop();
  const third = await start('--port', '0', '--state', 'lingering.json');
  assert.equal((await listBindings(third)).length, 1);
  await third.stop();
});

test('--rate-limit answers 429 after so many requests', async () => {
  const running = await start('--port', '0', '--rate-limit', '2');
  const statuses = [];
  for (let i = 0; i < 3; i += 1)
    statuses.push((await fetch(`${running.url}${BINDINGS}`, { headers: AUTHORISED })).status);
  assert.deepEqual(statuses, [200, 200, 429]);
  await running.stop();
});

test('--id-seed decides the ids, the same for the same number', async () => {
  const made = async (...args: readonly string[]) => {
    const running = await start('--port', '0', ...args);
    const response = await bind(running, '192.0.2.64/26', SEED_SERVICES.cdn.id);
    await running.stop();
    return ((await response.json()) as { result: { id: string } }).result.id;
  };
  assert.equal(await made('--id-seed', '5'), await made('--id-seed', '5'));
  assert.notEqual(await made('--id-seed', '5'), await made());
});

test('--bgp-delay keeps the BGP prefix of a new default binding away', async () => {
  const made = await start('--port', '0', '--state', 'bare.json');
  await made.stop();
  const bare = readFileSync(`${cwd}/bare.json`, 'utf8')
    .replaceAll(/"bindings":\[[^\]]*\]/g, '"bindings":[]')
    .replaceAll(/"bgpPrefixes":\[[^\]]*\]/g, '"bgpPrefixes":[]');
  const count = async (...args: readonly string[]) => {
    writeInput(cwd, 'bare.json', bare);
    const running = await start('--port', '0', '--state', 'bare.json', ...args);
    assert.equal((await bind(running, '192.0.2.0/24', SEED_SERVICES.cdn.id)).status, 201);
    const path = `${running.url}${BINDINGS.replace('/bindings', '/bgp/prefixes')}`;
    const response = await fetch(path, { headers: AUTHORISED });
    await running.stop();
    return ((await response.json()) as { result: unknown[] }).result.length;
  };
  assert.equal(await count('--bgp-delay', '1000'), 0);
  assert.equal(await count('--bgp-delay', '0'), 1);
  assert.equal(await count(), 1);
});
