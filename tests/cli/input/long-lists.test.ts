// Long lists in every command: more entries than the stack can hold.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BINDINGS, byoip, temporaryFolder, writeInput } from '../setup/run-command.js';

const COUNT = 130_000;
const PREFIX = '10.0.0.0/8';
const [MAGIC = '', CDN = ''] = BINDINGS.map(({ service_id }) => service_id);

const cwd = temporaryFolder();
const whole = { cidr: PREFIX, service_id: MAGIC, service_name: 'Magic Transit' };
/** A host of the prefix for each number. */
const host = (i: number) => `10.${(i >> 15) & 255}.${(i >> 7) & 255}.${(i & 127) * 2}/32`;
/** The prefix and hosts of a service. */
const list = (serviceId: string, from = 0, name = 'CDN') => [
  whole,
  ...Array.from({ length: COUNT }, (_, i) => ({
    cidr: host(i + from),
    service_id: serviceId,
    service_name: name,
  })),
];
writeInput(cwd, 'all.json', JSON.stringify(list(CDN)));
writeInput(cwd, 'other.json', JSON.stringify(list(CDN, 65_000)));
// Each of them breaks a rule: Magic Transit takes a whole prefix.
writeInput(cwd, 'wrong.json', JSON.stringify(list(MAGIC, 0, 'Magic Transit')));
const hosts = Array.from({ length: COUNT }, (_, i) => host(i).slice(0, -'/32'.length));
writeInput(cwd, 'hosts.csv', hosts.map((one) => `${one},${CDN}\n`).join(''));

/** The last line of text. */
const last = (text: string) => text.slice(text.trimEnd().lastIndexOf('\n') + 1).trimEnd();

test('check: two findings for each of 130,000 bindings, as text and as JSON', async () => {
  const args = ['check', '--prefix', PREFIX, '--from', 'wrong.json'];
  const text = await byoip(args, { cwd });
  assert.deepEqual([text.code, text.stderr], [2, '']);
  assert.equal(last(text.stdout), '130,001 bindings of 10.0.0.0/8: 130,000 errors, 130,000 notes');
  const json = await byoip([...args, '--json'], { cwd });
  assert.deepEqual([json.code, json.stderr], [2, '']);
  assert.equal((JSON.parse(json.stdout) as readonly unknown[]).length, 2 * COUNT);
});

test('diff: 130,000 blocks that differ, and the addresses that change owner', async () => {
  const args = ['diff', '--prefix', PREFIX, '--from', 'all.json', '--to', 'other.json'];
  const text = await byoip(args, { cwd });
  assert.deepEqual([text.code, text.stderr], [0, '']);
  assert.match(text.stdout, /^10\.0\.0\.0\/8: 65,000 added, 65,000 removed, 0 changed, 65,001 bindings/m);
  const json = await byoip([...args, '--json'], { cwd });
  assert.equal(json.code, 0, json.stderr);
});

test('plan: 130,000 writes, as text and as a program', async () => {
  const args = ['plan', '--prefix', PREFIX, '--from', 'all.json', '--to', 'other.json', '--force'];
  const program = await byoip([...args, '--export', 'curl'], { cwd });
  assert.equal(program.code, 0, program.stderr);
  assert.ok(program.stdout.length > COUNT);
  const refused = await byoip(args.slice(0, -1), { cwd });
  assert.equal(refused.code, 2);
  assert.match(refused.stdout, /^fingerprint sha256:/m);
  assert.match(refused.stderr, /^ {2}too-many-deleted {2}.*65000 of 130001/m);
});

test('resolve, aggregate and map: 130,000 of each', async () => {
  const resolved = await byoip(['resolve', '--from', 'all.json'], { cwd, stdin: hosts.join('\n') });
  assert.deepEqual([resolved.code, resolved.stderr], [0, '']);
  assert.equal(last(resolved.stdout), '130,000 addresses: 130,000 owned');
  const least = await byoip(
    ['aggregate', '--from', 'hosts.csv', '--prefix', PREFIX, '--default', MAGIC, '--json'],
    {
      cwd,
    },
  );
  assert.equal(least.code, 0, least.stderr);
  assert.equal((JSON.parse(least.stdout) as readonly unknown[]).length, COUNT + 1);
  for (const form of [[], ['--json']]) {
    const drawn = await byoip(['map', '--from', 'all.json', '--to', 'other.json', ...form], { cwd });
    assert.equal(drawn.code, 0, drawn.stderr);
  }
});
