// `-o FILE`: on every command that writes, never over an input, and the file is written completely or not at all.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { optionsOf } from '../../../src/js/cli/command.js';
import { allCommands } from '../../../src/js/cli/commands.js';
import { chunks, runInProcess } from '../setup/in-process.js';
import {
  BINDINGS,
  byoip,
  COMMAND,
  envelope,
  shell,
  startEmulator,
  temporaryFolder,
  writeInput,
} from '../setup/run-command.js';

const cwd = temporaryFolder();
const LIST = envelope(BINDINGS);
writeInput(cwd, 'list.json', LIST);
writeInput(cwd, 'hosts.csv', '192.0.2.1,c0de0000000000000000000000000cd1\n');

/** A call of each command that writes something and ends. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  resolve: ['192.0.2.1', '--from', 'list.json'],
  check: ['--prefix', '192.0.2.0/24', '--from', 'list.json'],
  aggregate: [
    '--prefix',
    '192.0.2.0/24',
    '--default',
    '2db684ee7ca04e159946fd05b99e1bcd',
    '--from',
    'hosts.csv',
  ],
  plan: ['--prefix', '192.0.2.0/24', '--from', 'list.json', '--to', 'list.json', '--markdown'],
  diff: ['--prefix', '192.0.2.0/24', '--from', 'list.json', '--to', 'list.json'],
  map: ['--from', 'list.json'],
  list: [],
  prefixes: [],
  services: [],
  delegations: ['192.0.2.0/24'],
  snapshot: [],
  drift: ['--against', 'account.json', '--from', 'account.json'],
  restore: ['--from', 'account.json', '--offline'],
  completion: ['bash'],
};

test('-o takes what every command prints, as text and as JSON, and standard output stays empty', async () => {
  const env = await startEmulator();
  assert.equal((await byoip(['snapshot', '-o', 'account.json'], { cwd, env })).code, 0);
  const writing = (await allCommands()).filter((command) => Object.hasOwn(optionsOf(command), 'output'));
  // It is about a run: tests/cli/commands/apply.test.ts.
  assert.deepEqual(
    writing.map(({ name }) => name).filter((name) => !Object.hasOwn(CALLS, name)),
    ['status'],
  );
  for (const [name, args] of Object.entries(CALLS)) {
    // The file of `plan` is a plan to carry out, except with --markdown and --export.
    for (const more of name === 'plan' ? [[]] : [[], ['--json']]) {
      const call = [name, ...args, ...more];
      const printed = await byoip(call, { cwd, env });
      const file = `out-${name}${more.length}`;
      const written = await byoip([...call, '-o', file], { cwd, env });
      assert.deepEqual({ ...written }, { ...printed, stdout: '' }, call.join(' '));
      const content = readFileSync(join(cwd, file), 'utf8');
      const withoutTime = (text: string) => text.replace(/"taken_at": ?"[^"]*"/, '');
      assert.equal(withoutTime(content), withoutTime(printed.stdout), call.join(' '));
    }
  }
});

test('-o - is standard output', async () => {
  const ran = await byoip(['resolve', '192.0.2.1', '--from', 'list.json', '-o', '-'], { cwd });
  assert.match(ran.stdout, /Magic Transit/);
  assert.equal(existsSync(join(cwd, '-')), false);
});

test('a file gets no colours, also where the output is a terminal', async () => {
  const path = join(cwd, 'plain.txt');
  const args = ['resolve', '192.0.2.1', '--from', join(cwd, 'list.json'), '-o', path];
  const ran = await runInProcess(args, { terminal: true });
  assert.deepEqual(ran, { code: 0, stdout: '', stderr: '' });
  assert.match(readFileSync(path, 'utf8'), /^192\.0\.2\.1 +Magic Transit/m);
});

test('a command does not write over an input: by its path, a link, a symbolic link, or standard input', async () => {
  writeInput(cwd, 'own.json', LIST);
  linkSync(join(cwd, 'own.json'), join(cwd, 'hard.json'));
  symlinkSync('own.json', join(cwd, 'soft.json'));
  mkdirSync(join(cwd, 'folder'));
  symlinkSync('folder/../soft.json', join(cwd, 'softer.json'));
  const names = ['own.json', './folder/../own.json', 'hard.json', 'soft.json', 'softer.json'];
  for (const from of names) {
    for (const to of names) {
      const ran = await byoip(['map', '--from', from, '-o', to], { cwd });
      assert.equal(ran.code, 1);
      assert.match(
        ran.stderr,
        /^byoip: `-o` names the input: `.*` is the file `.*`\n {2}cure: name another file/,
      );
      assert.equal(ran.stdout, '');
    }
  }
  const desired = await byoip(
    ['diff', '--prefix', '192.0.2.0/24', '--from', 'list.json', '--to', 'soft.json', '-o', 'own.json'],
    { cwd },
  );
  assert.match(desired.stderr, /`-o` names the input: `soft.json`/);
  const piped = await shell('byoip map --from - -o hard.json < own.json', { cwd });
  assert.match(piped.stderr, /`-o` names the input: standard input/);
  assert.equal(readFileSync(join(cwd, 'own.json'), 'utf8'), LIST);
  // The same content in another file is no obstacle.
  assert.equal((await byoip(['map', '--from', 'list.json', '-o', 'own.json'], { cwd })).code, 0);
  assert.equal(lstatSync(join(cwd, 'soft.json')).isSymbolicLink(), true);
});

test('a command that fails leaves the file as it was, and its JSON error goes to standard output', async () => {
  const path = writeInput(cwd, 'kept.json', 'before');
  writeInput(cwd, 'broken.json', '{');
  const ran = await byoip(['map', '--from', 'broken.json', '-o', path, '--json'], { cwd });
  assert.equal(ran.code, 1);
  assert.equal((JSON.parse(ran.stdout) as { error: { code: string } }).error.code, 'json-truncated');
  assert.equal(readFileSync(join(cwd, path), 'utf8'), 'before');
  assert.deepEqual(
    readdirSync(cwd).filter((name) => name.endsWith('.new')),
    [],
  );
});

test('the file is the old one until the command is done, and a signal leaves no other file', async () => {
  const folder = join(cwd, 'stopped');
  mkdirSync(folder);
  const path = writeInput(folder, 'owners.txt', 'before');
  for (const signal of ['SIGINT', 'SIGTERM', null] as const) {
    const child = spawn(
      process.execPath,
      [COMMAND, 'resolve', '--from', join(cwd, 'list.json'), '-o', path],
      {
        cwd: folder,
        stdio: ['pipe', 'ignore', 'inherit'],
      },
    );
    const closed = once(child, 'close');
    child.stdin.write('192.0.2.1\n'.repeat(2000));
    for (let waited = 0; readdirSync(folder).length < 2; waited += 10) {
      assert.ok(waited < 20_000, 'nothing was written');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(readFileSync(join(folder, path), 'utf8'), 'before');
    if (signal === null) child.stdin.end();
    else child.kill(signal);
    const [code, ended] = (await closed) as [number | null, NodeJS.Signals | null];
    assert.deepEqual([code, ended], signal === null ? [0, null] : [null, signal]);
    assert.deepEqual(readdirSync(folder), ['owners.txt']);
  }
  assert.match(readFileSync(join(folder, path), 'utf8'), /Magic Transit/);
});

test('an existing file keeps its permissions, and a symbolic link to it stays a link', async () => {
  writeFileSync(join(cwd, 'mine.svg'), '');
  chmodSync(join(cwd, 'mine.svg'), 0o640);
  symlinkSync('mine.svg', join(cwd, 'to-mine.svg'));
  assert.equal((await byoip(['map', '--from', 'list.json', '-o', 'to-mine.svg'], { cwd })).code, 0);
  assert.equal(lstatSync(join(cwd, 'to-mine.svg')).isSymbolicLink(), true);
  assert.equal(statSync(join(cwd, 'mine.svg')).mode & 0o777, 0o640);
  assert.match(readFileSync(join(cwd, 'mine.svg'), 'utf8'), /^<svg/);
});

test('a folder, and a file in no folder, are refused before anything is read', async () => {
  for (const [file, reason] of [
    ['folder', 'it is a folder'],
    ['nowhere/x', 'ENOENT'],
  ] as const) {
    const ran = await runInProcess(['resolve', '--from', join(cwd, 'list.json'), '-o', join(cwd, file)], {
      stdin: chunks('192.0.2.1\n'),
    });
    assert.equal(ran.code, 1);
    assert.ok(ran.stderr.includes(`cannot be written: ${reason}`), ran.stderr);
    assert.ok(ran.stderr.includes('code: output-failed'), ran.stderr);
  }
});

test('a device gets the output as it comes', async () => {
  const ran = await byoip(['map', '--from', 'list.json', '-o', '/dev/null'], { cwd });
  assert.deepEqual(ran, { code: 0, stdout: '', stderr: '' });
  assert.equal(statSync('/dev/null').isCharacterDevice(), true);
  const full = await byoip(['map', '--from', 'list.json', '-o', '/dev/full'], { cwd });
  assert.equal(full.code, 1);
  assert.match(full.stderr, /`\/dev\/full` cannot be written: ENOSPC/);
});

test('commands that run for long, and are stopped by Ctrl-C, have no -o', async () => {
  for (const name of ['apply', 'emulator']) {
    const ran = await byoip([name, '-o', 'x'], { cwd });
    assert.match(ran.stderr, /there is no option `-o`/);
  }
});
