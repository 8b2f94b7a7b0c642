// Findings that repeat are one entry with a count; the JSON has each of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunks, runInProcess } from '../setup/in-process.js';
import { BINDINGS, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const PREFIX = '10.0.0.0/16';
const [{ service_id: MAGIC }, { service_id: CDN }] = BINDINGS;

/** A default, and `count` hosts that are bound to the same service for no effect. */
const repeated = (count: number) =>
  JSON.stringify([
    { cidr: PREFIX, service_id: MAGIC },
    ...Array.from({ length: count }, (_, i) => ({ cidr: `10.0.${i >> 8}.${i & 255}/32`, service_id: MAGIC })),
  ]);

const check = (text: string, ...more: readonly string[]) =>
  runInProcess(['check', '--prefix', PREFIX, '--from', '-', ...more], { stdin: chunks(text) });

test('up to three findings of a kind are printed one by one', async () => {
  const { stdout } = await check(repeated(3));
  assert.doesNotMatch(stdout, /and \d+ more/);
  assert.equal(stdout.match(/redundant/g)?.length, 3, stdout);
});

test('more are one entry and one line with their number, and the sum counts all', async () => {
  const { stdout, code } = await check(repeated(5000));
  assert.equal(code, 2);
  assert.ok(stdout.split('\n').length < 40, stdout.slice(0, 4000));
  assert.match(stdout, /^ {2}and 4,999 more: 10\.0\.0\.1\/32, (10\.0\.0\.\d\/32, ){7}…$/m);
  assert.match(stdout, /5,001 bindings of 10\.0\.0\.0\/16: .*5,\d{3} \w+s/);
  const json = JSON.parse((await check(repeated(5000), '--json')).stdout) as readonly unknown[];
  assert.ok(json.length >= 5000);
});

test('so are the findings of an error', async () => {
  const services = [MAGIC, CDN].map((id, i) => ({ id, name: ['Magic Transit', 'CDN'][i] }));
  const hosts = Array.from({ length: 250 }, (_, i) => ({ cidr: `10.0.1.${i}/32`, service_id: MAGIC }));
  const whole = { cidr: PREFIX, service_id: CDN };
  writeInput(cwd, 'current.json', JSON.stringify([whole]));
  writeInput(cwd, 'services.json', JSON.stringify(services));
  const ran = await runInProcess(
    [
      'plan',
      '--prefix',
      PREFIX,
      '--from',
      `${cwd}/current.json`,
      '--services',
      `${cwd}/services.json`,
      '--to',
      '-',
    ],
    { stdin: chunks(JSON.stringify([whole, ...hosts])) },
  );
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /^ {4}and 249 more: 10\.0\.1\.1\/32, /m);
  assert.ok(ran.stderr.split('\n').length < 15, ran.stderr);
});

test('on a terminal a command that reads standard input says what it waits for', async () => {
  const says = async (args: readonly string[], text: string) => {
    const stdin = Object.assign(chunks(text), { isTTY: true });
    return (await runInProcess(args, { stdin, terminal: true })).stderr;
  };
  const list = repeated(1);
  assert.match(
    await says(['resolve', '10.0.0.1', '--from', '-'], list),
    /^byoip: reading standard input; end with /,
  );
  assert.match(
    await says(['check', '--prefix', PREFIX, '--from', '-'], list),
    /^byoip: reading standard input; /,
  );
  assert.match(await says(['snapshot', '-'], list), /^byoip: reading standard input; /);
  const hosts = ['aggregate', '--prefix', PREFIX, '--default', MAGIC];
  assert.match(await says(hosts, `10.0.0.1,${CDN}\n`), /^byoip: reading standard input; /);
  assert.doesNotMatch((await check(list)).stderr, /reading/);
});
