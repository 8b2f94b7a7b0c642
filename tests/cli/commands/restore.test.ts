// `byoip drift` and `byoip restore` against an emulator with a fast clock.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Drift } from 'byoip';
import { SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import { type FastAccount, fastAccount } from '../setup/apply-process.js';
import { cwd } from '../setup/emulator-process.js';
import { byoip, type CommandResult } from '../setup/run-command.js';

const V4 = SEED_PREFIXES.v4;
const CDN_BINDING = 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f';
const V6_BINDING = 'd1f5a9c04b8e4e0f9a7c6b5d4e3f2a12';
let count = 0;
const file = (): string => `restore-${count++}.json`;
const codeIn = ({ stderr }: CommandResult): string => /^ {2}code: (.*)$/m.exec(stderr)?.[1] ?? stderr;

/** Deletes a binding of each prefix, as somebody else would. */
async function damage({ emulator }: FastAccount): Promise<void> {
  for (const [prefix, binding] of [
    [V4.id, CDN_BINDING],
    [SEED_PREFIXES.v6.id, V6_BINDING],
  ]) {
    const path = `/accounts/${SEED_ACCOUNT_ID}/addressing/prefixes/${prefix}/bindings/${binding}`;
    const headers = { authorization: 'Bearer anything' };
    assert.equal((await fetch(`${emulator.url}${path}`, { method: 'DELETE', headers })).status, 200);
  }
}

/** An account with a snapshot of it from before the damage. */
async function damaged(): Promise<{ readonly account: FastAccount; readonly before: string }> {
  const account = await fastAccount();
  const before = file();
  assert.equal((await account.run('snapshot', '-o', before)).code, 0);
  assert.equal((await account.run('drift', '--against', before)).code, 0);
  await damage(account);
  return { account, before };
}

test('drift names what is gone, restore brings it back, and then there is no drift', async () => {
  const { account, before } = await damaged();
  const found = await account.run('drift', '--against', before, '--json');
  assert.equal(found.code, 2);
  const { findings } = JSON.parse(found.stdout) as Drift;
  assert.deepEqual(
    findings.map(({ prefix, cidrs }) => [prefix, ...cidrs]),
    [
      [V4.cidr, '192.0.2.1/32'],
      [SEED_PREFIXES.v6.cidr, '2001:db8:1234::/48'],
    ],
  );
  const journal = file();
  const dry = await account.run('restore', '--from', before, '--dry-run');
  assert.equal(dry.code, 0, dry.stdout + dry.stderr);
  assert.match(dry.stdout, /^restore 2 prefixes, /);
  const refused = await account.run('restore', '--from', before, '--journal', journal);
  assert.equal(codeIn(refused), 'plan-not-agreed');
  assert.equal(existsSync(join(cwd, journal)), false);
  const ran = await account.run('restore', '--from', before, '--journal', journal, '--confirm', '2');
  assert.equal(ran.code, 0, `${ran.stdout}${ran.stderr}`);
  const after = await account.run('drift', '--against', before);
  assert.equal(after.code, 0, after.stdout);
  const nothing = await account.run('restore', '--from', before, '--confirm', 'all');
  assert.equal(nothing.code, 0, nothing.stderr);
});

test('one prefix is restored alone, and additions stay unless they are to be removed', async () => {
  const { account, before } = await damaged();
  const one = await account.run(
    'restore',
    '--from',
    before,
    '--prefix',
    V4.cidr,
    '--confirm',
    V4.cidr,
    '--journal',
    file(),
  );
  assert.equal(one.code, 0, `${one.stdout}${one.stderr}`);
  const left = JSON.parse((await account.run('drift', '--against', before, '--json')).stdout) as Drift;
  assert.deepEqual(new Set(left.findings.map(({ prefix }) => prefix)), new Set([SEED_PREFIXES.v6.cidr]));
  const other = await account.run('restore', '--from', before, '--prefix', '198.51.100.0/24', '--dry-run');
  assert.equal(codeIn(other), 'snapshot-prefix-missing');
});

test('without the API it prints what it would do, or a script, as if everything were lost', async () => {
  const { before } = await damaged();
  const restore = (...args: readonly string[]) =>
    byoip(['restore', '--from', before, '--offline', ...args], { cwd });
  const offline = await Promise.all([restore(), restore('--export', 'curl'), restore('--confirm', 'all')]);
  assert.deepEqual(
    offline.map(({ code }) => code),
    [0, 0, 1],
    offline.map(({ stderr }) => stderr).join(''),
  );
  assert.match(offline[0]?.stdout ?? '', /192\.0\.2\.0\/24/);
  assert.match(offline[1]?.stdout ?? '', /^#!\/bin\/sh/);
});

test('a snapshot of another account, or one that cannot be read, is an error, and nothing is sent', async () => {
  const { account, before } = await damaged();
  const bound = await account.bound();
  const text = readFileSync(join(cwd, before), 'utf8');
  for (const [changed, code] of [
    [text.replaceAll(SEED_ACCOUNT_ID, 'f'.repeat(32)), 'snapshot-other-account'],
    [text.slice(0, 300), 'json-truncated'],
    ['{}', 'envelope-field-missing'],
  ] as const) {
    const path = file();
    writeFileSync(join(cwd, path), changed);
    for (const args of [
      ['drift', '--against', path],
      ['restore', '--from', path, '--confirm', 'all'],
    ]) {
      assert.equal(codeIn(await account.run(...args)), code, args.join(' '));
    }
  }
  assert.deepEqual(await account.bound(), bound);
});
