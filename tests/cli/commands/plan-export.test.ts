// `byoip plan --export`: the program of the package, with the known ids.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Byoip, exportPlan, type PlanLanguage } from 'byoip';
import { SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';
import {
  BINDINGS,
  byoip,
  envelope,
  startEmulator,
  temporaryFolder,
  writeInput,
} from '../setup/run-command.js';

const LANGUAGES: readonly PlanLanguage[] = ['curl', 'python', 'typescript', 'terraform'];
const { magicTransit, cdn, spectrum } = SEED_SERVICES;
const cwd = temporaryFolder();
const desired = `192.0.2.0/24,${magicTransit.id}\n192.0.2.1/32,${cdn.id}\n192.0.2.64/29,${cdn.id}\n`;
writeInput(cwd, 'desired.csv', desired);
writeInput(cwd, 'other.csv', `192.0.2.0/24,${spectrum.id}\n`);
writeInput(cwd, 'bindings.json', envelope(BINDINGS));
const plan = ['plan', '--prefix', SEED_PREFIXES.v4.cidr];

test('asked of the API, the program has the ids of account and prefix, byte for byte as the package writes it', async () => {
  const env = await startEmulator();
  const { addressing } = new Byoip({
    apiToken: 'any',
    accountId: env.CLOUDFLARE_ACCOUNT_ID ?? '',
    baseURL: env.CLOUDFLARE_BASE_URL ?? '',
  });
  const { id, cidr } = SEED_PREFIXES.v4;
  const wanted = desired
    .trim()
    .split('\n')
    .map((line) => {
      const [block = '', serviceId = ''] = line.split(',');
      return { cidr: block, serviceId };
    });
  const task = {
    prefix: { ...(await addressing.prefixes.get(id)), cidr },
    current: await addressing.prefixes.serviceBindings.list(id),
    desired: wanted,
    services: await addressing.services.list(),
  };
  const place = { accountId: env.CLOUDFLARE_ACCOUNT_ID, prefixId: id };
  for (const language of LANGUAGES) {
    const ran = await byoip([...plan, '--to', 'desired.csv', '--export', language], { cwd, env });
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(ran.stdout, exportPlan(task, language, place));
    assert.ok(ran.stdout.includes(id));
  }
});

test('of files the program takes the ids from its environment', async () => {
  const args = [...plan, '--from', 'bindings.json', '--to', 'desired.csv', '--force', '--export', 'curl'];
  const ran = await byoip(args, { cwd });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /^PREFIX_ID=\$\{PREFIX_ID:\?/m);
  assert.match(ran.stdout, /^ACCOUNT_ID=\$\{ACCOUNT_ID:\?/m);
});

test('the program has the account and prefix ids of a snapshot, whatever the environment contains', async () => {
  const env = await startEmulator();
  const taken = await byoip(['snapshot'], { cwd, env });
  assert.equal(taken.code, 0, taken.stderr);
  writeInput(cwd, 'snapshot.json', taken.stdout);
  const args = [...plan, '--from', 'snapshot.json', '--to', 'desired.csv', '--force', '--export', 'curl'];
  const other = { CLOUDFLARE_ACCOUNT_ID: 'f'.repeat(32) };
  const ran = await byoip(args, { cwd, env: other });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, new RegExp(`^ACCOUNT_ID='${env.CLOUDFLARE_ACCOUNT_ID}'$`, 'm'));
  assert.match(ran.stdout, new RegExp(`^PREFIX_ID='${SEED_PREFIXES.v4.id}'$`, 'm'));
  const elsewhere = await byoip([...args, '--account', 'f'.repeat(32)], { cwd });
  assert.deepEqual([elsewhere.code, elsewhere.stdout], [1, '']);
  assert.match(elsewhere.stderr, /the snapshot has the account 258def64c72dae45f3e4c8516e2111f2/);
});

test('a refused plan gives no program', async () => {
  const args = [...plan, '--from', 'bindings.json', '--to', 'other.csv', '--export', 'python'];
  const ran = await byoip(args, { cwd });
  assert.deepEqual([ran.code, ran.stdout], [2, '']);
  assert.match(ran.stderr, /default-touched/);
});

test('an unknown language and two output formats are usage errors', async () => {
  for (const more of [
    ['--export', 'perl'],
    ['--export', 'curl', '--json'],
    ['--export', 'curl', '--markdown'],
  ]) {
    const ran = await byoip([...plan, '--from', 'bindings.json', '--to', 'desired.csv', ...more], { cwd });
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /usage: byoip plan/);
  }
});
