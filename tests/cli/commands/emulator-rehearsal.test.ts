// `byoip emulator` for rehearsals: a snapshot as state, variables for a shell, a fast clock, faults and an incident.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { CLOCK_PATH, SEED_ACCOUNT_ID, SEED_SERVICES } from 'byoip/emulator';
import { readEnvironment } from '../../../src/js/client/environment.js';
import { bind, cwd, type EmulatorProcess, envOf, listBindings, start } from '../setup/emulator-process.js';
import { byoip, COMMAND, shell, writeInput } from '../setup/run-command.js';

/** A snapshot of everything that the emulator has. */
async function snapshot(running: EmulatorProcess): Promise<string> {
  const ran = await byoip(['snapshot'], { env: envOf(running) });
  assert.equal(ran.code, 0, ran.stderr);
  return ran.stdout;
}

/** A snapshot without what is another one in another emulator: the time. */
const timeless = (text: string): string => text.replace(/"taken_at":"[^"]+"/, '');

/** Waits until the condition holds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'it never held');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('--from starts with the account of a snapshot, from a file or standard input, and leaves the file as it is', async () => {
  const first = await start('--port', '0', '--incident', '2026-02-20', '--incident-after', '1000000');
  const text = await snapshot(first);
  await first.stop();
  assert.equal(text.match(/^\{"prefix":/gm)?.length, 12);
  writeInput(cwd, 'before.json', text);
  const second = await start('--port', '0', '--from', 'before.json', '--state', 'rehearsal.json');
  assert.equal(timeless(await snapshot(second)), timeless(text));
  await bind(
    second,
    '192.0.2.5/32',
    SEED_SERVICES.cdn.id,
    /"id":"(\w+)","account_id":[^}]*"cidr":"192.0.2.0\/24"/.exec(text)?.[1] ?? '',
  );
  await second.stop();
  assert.equal(readFileSync(`${cwd}/before.json`, 'utf8'), text);
  assert.match(readFileSync(`${cwd}/rehearsal.json`, 'utf8'), /^\{"byoip_emulator_state":1,/);
  const emulator = `'${process.execPath}' '${COMMAND}' emulator --port 0 --from - --print-env`;
  const ready = 'until grep -q ACCOUNT piped.env; do sleep 0.1; done';
  const ran = await shell(
    `${emulator} < before.json > piped.env & ${ready}; . ./piped.env; byoip prefixes | tail -n 1; kill $!; wait`,
    { cwd },
  );
  assert.equal(ran.stdout, '12 prefixes\n', ran.stderr);
});

test('a snapshot is never overwritten, and a state never replaced: both are errors with the cure', async () => {
  const running = await start('--port', '0', '--state', 'own.json');
  const text = await snapshot(running);
  await running.stop();
  writeInput(cwd, 'snapshot.json', text);
  const own = readFileSync(`${cwd}/own.json`, 'utf8');
  for (const [args, message, cure, code] of [
    [
      ['--state', 'snapshot.json'],
      '`snapshot.json` is a snapshot, which the emulator would overwrite with its state',
      'start from it with --from, and name another file with --state',
      'state-malformed',
    ],
    [
      ['--from', 'snapshot.json', '--state', 'own.json'],
      '`--state` has a state already, which `--from` would replace',
      'remove --from to go on with that state, or name another file with --state',
      'usage',
    ],
  ] as const) {
    const ran = await byoip(['emulator', '--port', '0', '--json', ...args], { cwd });
    assert.deepEqual(ran.stderr.split('\n').slice(0, 2), [`byoip: ${message}`, `  cure: ${cure}`]);
    assert.equal((JSON.parse(ran.stdout) as { error: { code: string } }).error.code, code);
  }
  assert.equal(readFileSync(`${cwd}/snapshot.json`, 'utf8'), text);
  assert.equal(readFileSync(`${cwd}/own.json`, 'utf8'), own);
});

test('a file for --from that is something else is an error with its place', async () => {
  for (const [content, expected] of [
    ['', 'expected JSON at the top'],
    ['{"byoip_snapshot":3}', 'expected version 1 or 2 of the snapshot format at `/byoip_snapshot`'],
    ['{"success":true,"result":[]}', 'expected version 1 (found none) at `/byoip_emulator_state`'],
  ] as const) {
    writeInput(cwd, 'odd.json', content);
    const ran = await byoip(['emulator', '--port', '0', '--from', 'odd.json'], { cwd });
    assert.equal(ran.code, 1);
    assert.equal(
      ran.stderr.split('\n')[0],
      `byoip: \`odd.json\` is neither a snapshot nor a state of the emulator: ${expected}`,
    );
  }
  const ran = await byoip(['emulator', '--from', 'none.json'], { cwd });
  assert.equal(ran.stderr.split('\n')[0], 'byoip: there is no file `none.json`');
});

test('--print-env prints what the commands read, and a shell takes it, also with brackets', async () => {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0']) {
    const running = await start('--port', '0', '--host', host, '--print-env');
    const { stdout } = await running.stop();
    const lines = stdout.trimEnd().split('\n');
    assert.ok(lines.every((line) => line.startsWith('export CLOUDFLARE_')));
    const ran = await shell(`${stdout} env`, { cwd });
    const taken = Object.fromEntries(ran.stdout.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
    const { baseURL, ...rest } = readEnvironment(taken);
    assert.deepEqual(rest, { apiToken: 'emulator', accountId: SEED_ACCOUNT_ID });
    const name = host === '::1' ? '[::1]' : '127.0.0.1';
    assert.equal(baseURL, `http://${name}:${new URL(baseURL ?? '').port}/client/v4`);
  }
});

test('options that contradict each other, or cannot be read, are usage errors', async () => {
  const cases: readonly (readonly [readonly string[], string, string])[] = [
    [
      ['--print-env', '--json'],
      '`--print-env` and `--json` are two forms of the first lines',
      'use one of them',
    ],
    [['--incident-after', '5'], '`--incident-after` needs an incident', 'add --incident 2026-02-20'],
    [['--stuck-for', '5'], '`--stuck-for` needs a block', 'add --stuck CIDR=STATE'],
    [['--incident', 'x'], '`--incident` is `x`', 'write one of 2026-02-20'],
    [['--speed', '0'], '`--speed` is `0`', 'write a whole number from 1 to 1000000, in decimal'],
    [
      ['--stuck', '192.0.2.0/24'],
      '`--stuck` is `192.0.2.0/24`',
      'write a block and a state, such as 192.0.2.0/24=magic_transit_route_missing',
    ],
    [
      ['--fault', 'http-503'],
      'a `--fault` of `http-503` cannot be read',
      'write a rule such as http-503@3, http-503@3-5, http-503@3- or http-503@POST:1',
    ],
  ];
  for (const [args, message, cure] of cases) {
    const ran = await byoip(['emulator', '--port', '0', ...args]);
    assert.equal(ran.code, 1, args.join(' '));
    const [first, ...rest] = ran.stderr.split('\n');
    assert.equal(first, `byoip: ${message}`);
    assert.ok(rest.includes(`  cure: ${cure}`), ran.stderr);
  }
  const ran = await byoip(['emulator', '--stuck', '192.0.2.1/24=x']);
  assert.match(ran.stderr, /^ {2}code: host-bits-set$/m);
});

test('--speed, --stuck and --fault reach the emulator', async () => {
  const args = [
    '--speed',
    '36000',
    '--delay',
    '3600',
    '--stuck',
    '192.0.2.64/26=waiting',
    '--stuck-for',
    '7200',
  ];
  const running = await start('--port', '0', '--json', ...args, '--fault', 'http-503@POST:2');
  assert.equal((JSON.parse(running.first) as { speed: number }).speed, 36_000);
  const { speed } = (await (await fetch(new URL(CLOCK_PATH, running.url))).json()) as { speed: number };
  assert.equal(speed, 36_000);
  assert.equal((await bind(running, '192.0.2.64/26', SEED_SERVICES.cdn.id)).status, 201);
  assert.equal((await bind(running, '192.0.2.128/26', SEED_SERVICES.cdn.id)).status, 503);
  await until(async () => (await listBindings(running)).includes('192.0.2.64/26 active'));
  await running.stop();
});

test('--incident waits for a snapshot, says what it does, and drops what it says', async () => {
  const args = ['--incident', '2026-02-20', '--speed', '36000', '--state', 'incident.json'];
  const running = await start('--port', '0', ...args, '--incident-after', '72000');
  await until(() => running.said() !== '');
  assert.match(
    running.said(),
    /^byoip: incident 2026-02-20 begins at \S+Z, in [12] seconds?: 3 prefixes to be hit$/m,
  );
  const before = await snapshot(running);
  await until(() => running.said().includes('is over'));
  const lines = running.said().trimEnd().split('\n');
  assert.equal(lines.length, 5, running.said());
  for (const words of ['withdrawn only: ', 'some bindings lost: ', 'all bindings lost: '])
    assert.equal(lines.filter((line) => line.includes(words)).length, 1, words);
  assert.match(
    lines[4] ?? '',
    /^byoip: incident 2026-02-20 is over: 3 of 12 prefixes hit \(1 withdrawn only; /,
  );
  const after = await snapshot(running);
  const count = (text: string) => text.match(/"service_id"/g)?.length ?? 0;
  const deleted = lines.flatMap((line) => /(\d+) bindings? deleted/.exec(line)?.[1] ?? []).map(Number);
  assert.equal(count(before) - count(after), (deleted[0] ?? 0) + (deleted[1] ?? 0));
  await running.stop('SIGKILL');
  const again = await start('--port', '0', ...args);
  await until(() => again.said() !== '');
  assert.equal(again.said(), 'byoip: incident 2026-02-20 is over\n');
  assert.equal(timeless(await snapshot(again)), timeless(after));
  await again.stop();
});

test('without --incident-after there is a minute on the clock on the wall, at any speed', async () => {
  for (const [speed, seconds] of [
    ['1', 300],
    ['3600', 60],
  ] as const) {
    const running = await start('--port', '0', '--incident', '2026-02-20', '--speed', speed);
    await until(() => running.said() !== '');
    await running.stop();
    assert.ok(running.said().includes(`, in ${seconds} seconds: 3 prefixes to be hit`), running.said());
  }
});

test('a base URL without /client/v4 gets an answer that says so, in the words of a command too', async () => {
  const running = await start('--port', '0');
  const { origin } = new URL(running.url);
  const ran = await byoip(['prefixes'], { env: { ...envOf(running), CLOUDFLARE_BASE_URL: origin } });
  await running.stop();
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /the base URL of the emulator ends with \/client\/v4/);
});

test('a create among 100,000 bindings is saved completely', async () => {
  const made = await start('--port', '0', '--state', 'large.json');
  await made.stop();
  const state = JSON.parse(readFileSync(`${cwd}/large.json`, 'utf8'));
  const [, v6] = state.accounts[0].prefixes;
  const more = Array.from({ length: 100_000 }, (_, i) => ({
    id: i.toString(16).padStart(32, 'f'),
    cidr: `2001:db8:${(i >> 12) + 0x2000}:${((i & 0xfff) + 1).toString(16)}::/64`,
    serviceId: SEED_SERVICES.cdn.id,
    activeAt: 0,
  }));
  v6.bindings = [...v6.bindings, ...more];
  writeFileSync(`${cwd}/large.json`, JSON.stringify(state));
  const running = await start('--port', '0', '--state', 'large.json');
  const answer = await bind(running, '2001:db8:a::/48', SEED_SERVICES.spectrum.id, v6.id);
  assert.equal(answer.status, 201);
  const saved = JSON.parse(readFileSync(`${cwd}/large.json`, 'utf8'));
  assert.equal(saved.accounts[0].prefixes[1].bindings.length, v6.bindings.length + 1);
  assert.equal(saved.accounts[0].prefixes[1].bindings.at(-1).cidr, '2001:db8:a::/48');
  await running.stop();
});
