// `byoip apply` and `byoip status` over real sockets, against an emulator with a fast clock.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PrefixPlan, RunRecord, RunStatus } from 'byoip';
import { type FastAccount, fastAccount, kindsOf, SLOW, TOKEN } from '../setup/apply-process.js';
import { bind, cwd } from '../setup/emulator-process.js';
import { chunks, runInProcess } from '../setup/in-process.js';
import type { CommandResult } from '../setup/run-command.js';

const PREFIX = '192.0.2.0/24';
const CHANGE = ['--add', '192.0.2.8/29=CDN', '--add', '192.0.2.1=Spectrum'] as const;
const DONE = ['--confirm', 'all'] as const;
let count = 0;
/** A new name for a journal or a plan. */
const file = (kind: string): string => `${kind}-${count++}.json`;

const fingerprintIn = ({ stdout }: CommandResult): string => /^fingerprint (\S+)$/m.exec(stdout)?.[1] ?? '';
/** A process that carries out a small change by a plan, with its journal. */
async function spawnRun(account: FastAccount) {
  const [plan, journal] = [file('plan'), file('run')];
  await account.run('plan', '--add', '192.0.2.8/29=CDN', '-o', plan);
  return { journal, running: account.spawn('apply', '--plan', plan, ...DONE, '--journal', journal) };
}

const codeIn = ({ stderr }: CommandResult): string => /^ {2}code: (.*)$/m.exec(stderr)?.[1] ?? stderr;

test('a plan file is carried out without a terminal, over 12 hours, and its journal is for its user only', async () => {
  const account = await fastAccount();
  const [plan, journal] = [file('plan'), file('run')];
  assert.ok(((await account.run('plan', ...CHANGE, '-o', plan)).code ?? 1) !== 1);
  const ran = await account.run('apply', '--plan', plan, ...DONE, '--journal', journal);
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, new RegExp(`journal: ${journal}\\n`));
  assert.match(ran.stdout, /the run is done: \d+ of \d+ steps are done\n$/);
  const { stdout } = await account.run('list');
  assert.match(stdout, /^ *192\.0\.2\.8\/29 .* active$/m);
  assert.equal(statSync(join(cwd, journal)).mode & 0o777, 0o600);
  assert.ok(!readFileSync(join(cwd, journal), 'utf8').includes(TOKEN));
  assert.equal(kindsOf(journal).filter((kind) => kind === 'finished').length, 1);
  const again = await account.run('apply', '--resume', journal);
  assert.deepEqual([again.code, again.stdout], [0, 'the run is done: nothing is left to do\n']);
  const other = await account.run('apply', ...CHANGE, '--journal', journal, ...DONE);
  assert.deepEqual([other.code, /no changes/.test(other.stdout)], [0, true]);
});

test('without a terminal nothing is sent unless the plan was agreed and confirmed', async () => {
  const account = await fastAccount();
  const journal = file('run');
  const apply = (...args: readonly string[]) =>
    account.run('apply', ...CHANGE, '--journal', journal, ...args);
  const first = await apply();
  assert.equal(codeIn(first), 'plan-not-agreed');
  const fingerprint = fingerprintIn(first);
  assert.match(first.stderr, new RegExp(`--expect ${fingerprint}`));
  assert.equal(codeIn(await apply('--expect', 'sha256:0')), 'plan-changed');
  assert.equal(codeIn(await apply('--expect', fingerprint)), 'not-confirmed');
  assert.equal(codeIn(await apply('--expect', fingerprint, '--confirm', '203.0.113.0/24')), 'not-confirmed');
  assert.equal(existsSync(join(cwd, journal)), false);
  assert.equal(
    (await account.bound()).some((one) => one.startsWith('192.0.2.8/29')),
    false,
  );
  assert.equal((await apply('--expect', fingerprint, '--confirm', PREFIX)).code, 0);
});

test('a refused plan is not carried out: its reasons are on standard error, and the exit code is 1', async () => {
  const account = await fastAccount();
  const journal = file('run');
  const before = await account.bound();
  const whole = ['--add', `${PREFIX}=CDN`, '--journal', journal, ...DONE];
  const ran = await account.run('apply', ...whole);
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /^byoip: the plan is refused for \d reasons?\n[\s\S]* {2}default-touched {2}/);
  assert.match(ran.stdout, /^fingerprint /m);
  assert.deepEqual([existsSync(join(cwd, journal)), await account.bound()], [false, before]);
});

test('a plan that is not the one of the file any more, or of another account, is refused', async () => {
  const account = await fastAccount();
  const plan = file('plan');
  await account.run('plan', ...CHANGE, '-o', plan);
  const apply = (path: string) => account.run('apply', '--plan', path, ...DONE, '--journal', file('run'));
  const text = readFileSync(join(cwd, plan), 'utf8');
  const altered = (name: string, replace: (text: string) => string) => {
    writeFileSync(join(cwd, name), replace(text));
    return apply(name);
  };
  const ofOther = await altered(file('plan'), (all) =>
    all.replaceAll('258def64c72dae45f3e4c8516e2111f2', 'f'.repeat(32)),
  );
  assert.equal(codeIn(ofOther), 'plan-of-another-account');
  const gone = await altered(file('plan'), (all) => all.replaceAll('192.0.2.', '198.51.100.'));
  assert.equal(codeIn(gone), 'prefix-not-found');
  for (const bad of ['', 'x', '[]', '{}', '{"byoipPlan":1,"plans":[{}]}', '{"byoipPlan":2,"plans":[]}']) {
    const refused = await altered(file('plan'), () => bad);
    assert.ok(['plan-malformed', 'input-unreadable'].includes(codeIn(refused)), bad);
  }
  await bind(account.emulator, '192.0.2.64/28', 'c0de0000000000000000000000000cd1');
  const changed = await apply(plan);
  assert.equal(codeIn(changed), 'plan-changed');
  assert.match(changed.stderr, /the plan of 192\.0\.2\.0\/24 is not the one in/);
});

test('a run stops after the steps that were asked for; its status says how to go on', async () => {
  const account = await fastAccount();
  const [plan, journal] = [file('plan'), file('run')];
  await account.run('plan', ...CHANGE, '-o', plan);
  const stopped = await account.run(
    'apply',
    '--plan',
    plan,
    ...DONE,
    '--journal',
    journal,
    '--until-step',
    '1',
  );
  assert.equal(stopped.code, 2, stopped.stderr);
  assert.ok(stopped.stdout.endsWith(`it goes on with\n  byoip apply --resume ${journal}\n`), stopped.stdout);
  const shown = await account.run('status', journal);
  assert.equal(shown.code, 2);
  assert.match(shown.stdout, /^steps {4}1 of 4 done$/m);
  const status = JSON.parse((await account.run('status', journal, '--json')).stdout) as RunStatus;
  assert.deepEqual([status.stepsDone, status.prefixes[0]?.prefix], [1, PREFIX]);
  const before = readFileSync(join(cwd, journal), 'utf8');
  const over = await account.run('status', journal, '-o', journal);
  assert.equal(over.code, 1);
  assert.match(over.stderr, /`-o` names the input/);
  assert.equal(readFileSync(join(cwd, journal), 'utf8'), before);
  const written = await account.run('status', journal, '-o', 'status.txt');
  assert.deepEqual([written.code, written.stdout], [2, '']);
  assert.match(readFileSync(join(cwd, 'status.txt'), 'utf8'), /^steps {4}1 of 4 done$/m);
  assert.equal((await account.run('apply', '--resume', journal)).code, 0);
  assert.equal((await account.run('status', journal)).code, 0);
});

test('Ctrl-C pauses a run in its wait at once, and a person skips the wait with a reason', async () => {
  const account = await fastAccount(SLOW);
  const { journal, running } = await spawnRun(account);
  await running.shows('waits at least until');
  const began = performance.now();
  running.child.kill('SIGINT');
  const paused = await running.ended;
  assert.equal(paused.code, 2, paused.stderr);
  assert.ok(performance.now() - began < 3000);
  assert.match(paused.stdout, /the run is paused/);
  assert.ok(kindsOf(journal).includes('paused'));
  const without = await account.run('apply', '--resume', journal, '--skip-wait', PREFIX);
  assert.equal(without.code, 1);
  const skipped = await account.run(
    'apply',
    '--resume',
    journal,
    '--skip-wait',
    PREFIX,
    '--reason',
    'rehearsal',
  );
  assert.equal(skipped.code, 0, skipped.stderr);
  assert.match(readFileSync(join(cwd, journal), 'utf8'), /"kind":"skipped".*"reason":"rehearsal"/);
  const unfit = await account.run('apply', '--resume', journal, '--abandon');
  assert.equal(codeIn(unfit), 'run-finished');
});

test('a run is taken over from a process that still lives; that one stops and sends nothing more', async () => {
  // A minute in a second: the run is held for 15 minutes at a time, and that may not end while this machine is busy.
  const account = await fastAccount(60, '--delay', '0');
  const { journal, running: first } = await spawnRun(account);
  await first.shows('waits at least until');
  const held = await account.run('apply', '--resume', journal);
  assert.equal(codeIn(held), 'journal-held');
  assert.match(held.stderr, /pid \d+ on .* carries out this run since/);
  const skip = ['--skip-wait', PREFIX, '--reason', 'a test'];
  const second = await account.run('apply', '--resume', journal, '--take-over', ...skip);
  assert.equal(second.code, 0, second.stderr);
  const ended = await first.ended;
  assert.deepEqual([ended.code, codeIn(ended)], [1, 'journal-changed']);
  assert.equal((await account.run('status', journal)).code, 0);
});

test('a foreign change stops the run with its cure; once undone, the run goes on', async () => {
  const account = await fastAccount(SLOW);
  const { journal, running } = await spawnRun(account);
  await running.shows('step 1: done');
  await bind(account.emulator, '192.0.2.64/28', 'c0de0000000000000000000000000cd1');
  const stopped = await running.ended;
  assert.equal(stopped.code, 2, stopped.stderr);
  assert.match(stopped.stdout, /somebody else has changed 192\.0\.2\.0\/24: .*192\.0\.2\.64\/28/);
  const abandoned = await account.run('apply', '--resume', journal, '--abandon');
  assert.deepEqual([abandoned.code, /the run is abandoned/.test(abandoned.stdout)], [0, true]);
});

test('with --json every line of output is an event', async () => {
  const account = await fastAccount();
  const [plan, journal] = [file('plan'), file('run')];
  await account.run('plan', ...CHANGE, '-o', plan);
  const { stdout, code } = await account.run(
    'apply',
    '--plan',
    plan,
    ...DONE,
    '--journal',
    journal,
    '--json',
  );
  assert.equal(code, 0);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map(
      (line) => JSON.parse(line) as { kind: string; prefixes?: readonly PrefixPlan[]; record?: RunRecord },
    );
  const steps = events[0]?.prefixes?.[0]?.steps ?? [];
  const sent = events.flatMap(({ record }) => (record?.kind === 'intent' ? [record] : []));
  assert.ok(sent.length > 0);
  for (const { step, op, cidr } of sent) {
    const planned = steps[Number(step) - 1];
    assert.deepEqual([planned?.op, planned !== undefined && 'cidr' in planned && planned.cidr], [op, cidr]);
  }
  assert.deepEqual([events[0]?.kind, events[1]?.kind, events.at(-1)?.kind], ['plan', 'journal', 'status']);
  assert.deepEqual([...new Set(events.map(({ kind }) => kind))].sort(), [
    'answer',
    'journal',
    'plan',
    'record',
    'request',
    'status',
  ]);
  assert.ok(!stdout.includes(TOKEN));
});

test('a journal that cannot be used is an error, and nothing is sent', async () => {
  const account = await fastAccount();
  const plan = file('plan');
  await account.run('plan', ...CHANGE, '-o', plan);
  const before = await account.bound();
  const apply = (journal: string) => account.run('apply', '--plan', plan, ...DONE, '--journal', journal);
  assert.equal(codeIn(await apply('/dev/full')), 'journal-unwritable');
  assert.equal(codeIn(await apply('no/such/folder')), 'journal-unusable');
  assert.equal(codeIn(await apply(plan)), 'journal-exists');
  for (const [text, code] of [
    ['', 'journal-empty'],
    ['hello\n', 'journal-foreign'],
    [readFileSync(join(cwd, plan), 'utf8'), 'journal-foreign'],
  ] as const) {
    const name = file('run');
    writeFileSync(join(cwd, name), text);
    assert.equal(codeIn(await account.run('apply', '--resume', name)), code);
    assert.equal(codeIn(await account.run('status', name)), code);
  }
  assert.equal(codeIn(await account.run('status', 'missing')), 'journal-unusable');
  assert.equal(codeIn(await account.run('status')), (await account.run('status')).stderr);
  assert.deepEqual(await account.bound(), before);
});

test('options of a new run and of a resumed one are not mixed', async () => {
  const { run } = await fastAccount();
  for (const args of [
    ['--resume', 'x', '--to', 'y'],
    ['--take-over', '--to', 'y'],
    ['--abandon'],
    ['--plan', 'x', '--add', '192.0.2.1=CDN'],
    ['--resume', 'x', '--reason', 'y'],
    ['--resume', 'x', '--answer', 'y'],
    [],
  ]) {
    const { code, stderr } = await run('apply', ...args);
    assert.deepEqual([code, /usage: byoip apply/.test(stderr)], [1, true], `${args.join(' ')}: ${stderr}`);
  }
});

test('at a terminal the plan is shown, the prefix is typed, and where the run stands is drawn', async () => {
  const account = await fastAccount(SLOW);
  const typed = (text: string) => Object.assign(chunks(text), { isTTY: true });
  const apply = (stdin: string) =>
    runInProcess(['apply', '--add', '192.0.2.8/29=CDN', '--journal', join(cwd, file('run'))], {
      env: account.env,
      terminal: true,
      stdin: typed(stdin),
      untilStopped: () => new Promise(() => {}),
    });
  const refused = await apply('yes\n');
  assert.deepEqual([refused.code, /code: not-confirmed/.test(refused.stderr)], [1, true]);
  const { code, stdout, stderr } = await apply(`${PREFIX}\n`);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Type 192\.0\.2\.0\/24 to carry this out: /);
  assert.match(
    stdout,
    /192\.0\.2\.0\/24 {2}waiting {2}1\/2 {2}wait 6 hours.*left\n.*1 of 2 steps done, \d+ s left, ends about/,
  );
  assert.match(stdout, /the run is done/);
});
