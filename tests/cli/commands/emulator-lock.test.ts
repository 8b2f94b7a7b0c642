// The lock on the emulator's state file: one process at a time, kills at any moment, and time that never goes back.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { CLOCK_PATH, SEED_SERVICES } from 'byoip/emulator';
import { bind, cwd, type EmulatorProcess, listBindings, start } from '../setup/emulator-process.js';
import { byoip } from '../setup/run-command.js';

const filesOf = (name: string) => readdirSync(cwd).filter((file) => file.startsWith(name));

async function kill({ child }: EmulatorProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

async function clock({ url }: EmulatorProcess): Promise<number> {
  return ((await (await fetch(new URL(CLOCK_PATH, url))).json()) as { now: number }).now;
}

/** The first lines of the error of an emulator that does not start. */
async function refused(state: string): Promise<string> {
  const ran = await byoip(['emulator', '--port', '0', '--state', state], { cwd });
  assert.equal(ran.code, 1);
  assert.equal(ran.stdout, '');
  assert.match(ran.stderr, /^ {2}cure: stop that emulator, or name another file\n {2}code: state-locked$/m);
  return ran.stderr.split('\n')[0] ?? '';
}

test('a second emulator on a state file is refused, by another name of the file too, and changes nothing', async () => {
  const first = await start('--port', '0', '--state', 'one.json');
  symlinkSync('one.json', `${cwd}/alias.json`);
  const message = (name: string) =>
    `byoip: the state file \`${name}\` is in use by process ${first.child.pid} on ${hostname()}`;
  const content = readFileSync(`${cwd}/one.json`, 'utf8');
  assert.equal(await refused('one.json'), message('one.json'));
  assert.equal(await refused('alias.json'), message('alias.json'));
  assert.equal(readFileSync(`${cwd}/one.json`, 'utf8'), content);
  assert.equal((await bind(first, '192.0.2.64/26', SEED_SERVICES.cdn.id)).status, 201);
  assert.equal((await first.stop()).code, 0);
  assert.deepEqual(filesOf('one.json'), ['one.json'], 'the lock is gone');
  const second = await start('--port', '0', '--state', 'alias.json');
  assert.equal((await listBindings(second)).length, 3);
  await second.stop();
});

test('of five emulators at once, also after a kill, exactly one starts', async () => {
  const killed = await start('--port', '0', '--state', 'race.json');
  await kill(killed);
  const tries = await Promise.allSettled(
    Array.from({ length: 5 }, () => start('--port', '0', '--state', 'race.json')),
  );
  const started = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const reasons = tries.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  assert.equal(started.length, 1, reasons.join('\n'));
  for (const reason of reasons) assert.match(reason, /is in use by/);
  await started[0]?.stop();
});

test('after a kill in the middle of writes the state is whole, nothing lies next to it but the lock, and the next one starts at once', async () => {
  const args = ['--port', '0', '--state', 'killed.json'];
  let written = 2;
  for (let round = 0; round < 5; round += 1) {
    const running = await start(...args);
    const writes = Array.from({ length: 40 }, (_, i) =>
      bind(running, `192.0.2.${round * 40 + i + 8}/32`, SEED_SERVICES.cdn.id).then(
        ({ status }) => status === 201,
        () => false,
      ),
    );
    setTimeout(() => running.child.kill('SIGKILL'), 10 + round * 7);
    const acknowledged = (await Promise.all(writes)).filter(Boolean).length;
    if (running.child.exitCode === null && running.child.signalCode === null)
      await once(running.child, 'close');
    assert.deepEqual(filesOf('killed.json'), ['killed.json', 'killed.json.lock']);
    const { accounts } = JSON.parse(readFileSync(`${cwd}/killed.json`, 'utf8'));
    const bound = accounts[0].prefixes[0].bindings.length;
    assert.ok(bound >= written + acknowledged, 'what was answered is in the file');
    written = bound;
  }
  const began = Date.now();
  const last = await start(...args);
  assert.ok(Date.now() - began < 8000, 'a dead process is known to be dead');
  assert.equal((await listBindings(last)).length, written);
  await last.stop();
  assert.deepEqual(filesOf('killed.json'), ['killed.json']);
});

test('a lock whose owner cannot be known is taken over once it is not renewed', async () => {
  const owners = [
    null,
    '{"pid":',
    '[]',
    JSON.stringify({ pid: 1, host: 'elsewhere', id: 'x', renewal: 1, until: 'soon' }),
    JSON.stringify({ pid: process.pid, host: hostname(), id: 'reused', renewal: 7, until: null }),
  ];
  const takeOver = async (owner: string | null, i: number) => {
    const name = `odd-${i}.json`;
    mkdirSync(`${cwd}/${name}.lock`);
    if (owner !== null) writeFileSync(`${cwd}/${name}.lock/owner`, owner);
    writeFileSync(`${cwd}/${name}.lock/new`, 'half a state');
    const running = await start('--port', '0', '--state', name);
    assert.equal((await listBindings(running)).length, 2);
    await running.stop();
    assert.deepEqual(filesOf(name), [name]);
  };
  await Promise.all(owners.map(takeOver));
});

test('an emulator that lost its lock writes nothing more and ends with an error', async () => {
  const running = await start('--port', '0', '--state', 'lost.json');
  const content = readFileSync(`${cwd}/lost.json`, 'utf8');
  const thief = { pid: process.pid, host: hostname(), id: 'thief', renewal: 0, until: null };
  writeFileSync(`${cwd}/lost.json.lock/owner`, JSON.stringify(thief));
  const closed = once(running.child, 'close');
  await bind(running, '192.0.2.64/26', SEED_SERVICES.cdn.id).catch(() => null);
  const [code] = await closed;
  assert.equal(code, 1);
  assert.match(running.said(), /is in use by process/);
  assert.equal(readFileSync(`${cwd}/lost.json`, 'utf8'), content);
  assert.ok(existsSync(`${cwd}/lost.json.lock`), "the thief's lock stays");
});

test('a fast clock never goes back: not by a stop, and not by a kill without a write', async () => {
  const args = ['--port', '0', '--state', 'fast.json', '--speed', '36000', '--delay', '36000'];
  let running = await start(...args);
  await bind(running, '192.0.2.64/26', SEED_SERVICES.cdn.id);
  let before = await clock(running);
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGKILL'] as const) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    before = await clock(running);
    const states = await listBindings(running);
    await running.stop(signal);
    running = await start(...args);
    const after = await clock(running);
    assert.ok(after >= before, `${signal}: ${after - before} ms`);
    if (states.includes('192.0.2.64/26 active'))
      assert.ok((await listBindings(running)).includes('192.0.2.64/26 active'));
  }
  assert.ok(before > Date.now(), 'emulated time is ahead');
  await running.stop();
});

test('a state that was written at a later time than now keeps that time, with real time too', async () => {
  const made = await start('--port', '0', '--state', 'later.json', '--delay', '3600');
  await bind(made, '192.0.2.64/26', SEED_SERVICES.cdn.id);
  await made.stop();
  const later = Date.now() + 2 * 3600 * 1000;
  const text = readFileSync(`${cwd}/later.json`, 'utf8').replace(/"now":\d+/, `"now":${later}`);
  writeFileSync(`${cwd}/later.json`, text);
  const running = await start('--port', '0', '--state', 'later.json');
  assert.ok((await clock(running)) >= later);
  assert.ok((await listBindings(running)).includes('192.0.2.64/26 active'));
  await running.stop();
});
