// The output on a terminal: colours, alignment, escaped names, progress.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeText, width } from '../../../src/js/cli/output.js';
import { closestName } from '../../../src/js/cli/suggest.js';
import { success } from '../../ring/setup/scripted-server.js';
import { chunks, respondWith, runInProcess } from '../setup/in-process.js';
import {
  BINDINGS,
  byoip,
  COMMAND,
  envelope,
  run,
  startEmulator,
  temporaryFolder,
  writeInput,
} from '../setup/run-command.js';

const cwd = temporaryFolder();
writeInput(cwd, 'answer.json', envelope(BINDINGS));
const RESOLVE = ['resolve', '192.0.2.20', 'x', '--from', `${cwd}/answer.json`];
const OFFLINE = { CLOUDFLARE_API_TOKEN: 't', CLOUDFLARE_ACCOUNT_ID: 'a' };

// Everything that a terminal would obey or not show, but the end of a line.
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u;
const HOSTILE = [
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  'a\u202eb\u2066c',
  'two\nlines\r\u2028\u2029',
  '\u009b2J',
  'zero\u200bwidth\ufeff\u00ad',
  '\u{e0041}tag',
  'del\u007f\u0000',
];

test('only a terminal gets colours', async () => {
  const line = [process.execPath, COMMAND, ...RESOLVE].map((word) => `'${word}'`).join(' ');
  // `script` gives the command a terminal of its own.
  const real = await run('script', ['-qec', line, '/dev/null'], { env: { TERM: 'xterm' } });
  assert.ok(real.stdout.includes('\u001b[36mSpectrum\u001b[39m'), real.stdout);
  const plain = await run('script', ['-qec', line, '/dev/null'], { env: { TERM: 'xterm', NO_COLOR: '1' } });
  assert.match(plain.stdout, /192\.0\.2\.20 +Spectrum/);
  assert.doesNotMatch(plain.stdout, UNSAFE_BUT_RETURN);
  const piped = await byoip(RESOLVE, { env: { TERM: 'xterm' } });
  assert.doesNotMatch(piped.stdout + piped.stderr, UNSAFE);
});

const UNSAFE_BUT_RETURN = /(?![\n\r])[\p{Cc}\p{Cf}]/u;

test('NO_COLOR, --no-color and a dumb terminal take the colour away, and an empty NO_COLOR does not', async () => {
  const seen = async (args: readonly string[], env: Record<string, string>) => {
    const ran = await runInProcess([...RESOLVE, ...args], { terminal: true, env });
    return (ran.stdout + ran.stderr).includes('\u001b[3');
  };
  assert.equal(await seen([], {}), true);
  assert.equal(await seen([], { NO_COLOR: '' }), true);
  assert.equal(await seen([], { NO_COLOR: '1' }), false);
  assert.equal(await seen([], { TERM: 'dumb' }), false);
  assert.equal(await seen(['--no-color'], {}), false);
});

test('colour changes nothing but the colour', async () => {
  const env = await startEmulator();
  const calls: readonly (readonly string[])[] = [
    RESOLVE,
    ['check', '--prefix', '192.0.2.0/25', '--from', `${cwd}/answer.json`],
    ['check', '--prefix', '192.0.2.0/24', '--from', `${cwd}/answer.json`, '--add', '192.0.2.1/24=x'],
    ['list'],
    ['prefixes'],
    ['services'],
    ['help'],
    ['help', 'check'],
    ['list', 'no/such'],
  ];
  for (const args of calls) {
    const coloured = await runInProcess(args, { terminal: true, env });
    const plain = await runInProcess([...args, '--no-color'], { terminal: true, env });
    assert.notEqual(coloured.stdout + coloured.stderr, plain.stdout + plain.stderr, args.join(' '));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const bare = (text: string) => text.replaceAll(/\u001b\[[\d;]+m/g, '');
    assert.deepEqual(
      { code: coloured.code, stdout: bare(coloured.stdout), stderr: bare(coloured.stderr) },
      { code: plain.code, stdout: plain.stdout, stderr: plain.stderr },
      args.join(' '),
    );
  }
});

test("no name of a stranger's reaches a terminal as it is, from any command, and columns stay columns", async () => {
  for (const name of HOSTILE) {
    const binding = { id: `id${name}`, cidr: '192.0.2.0/24', service_id: `s${name}`, service_name: name };
    const rolling = { ...binding, cidr: '192.0.2.0/25', provisioning: { state: `p${name}` } };
    const file = envelope([binding, rolling, { id: name, cidr: '192.0.2.7/32', service_id: `t${name}` }]);
    const prefix = { id: `p${name}`, cidr: '192.0.2.0/24', description: name, approved: name };
    const calls: readonly (readonly [readonly string[], string])[] = [
      [['resolve', '192.0.2.1', '192.0.2.7', '192.0.2.200', '--from', '-'], file],
      [['resolve', name, '--from', `${cwd}/answer.json`], ''],
      [['resolve', '--from', `${cwd}/answer.json`], `${name}\n`],
      [['check', '--prefix', '192.0.2.0/24', '--from', '-', '--add', `192.0.2.8/29=${name}`], file],
      [['check', '--prefix', name, '--from', '-'], file],
      [['check', '--prefix', '192.0.2.0/24', '--from', name], ''],
      [['check', '--prefix', '192.0.2.0/24', '--from', '-', '--severity', name], ''],
      [['resolve', '--from', '-', '192.0.2.1'], `{"${name}`],
      [['services'], success([{ id: `i${name}`, name }])],
      [['prefixes'], success([prefix])],
      [
        ['list'],
        JSON.stringify({
          success: false,
          errors: [{ code: 1001, message: name }],
          messages: [],
          result: null,
        }),
      ],
      [['services'], name],
      [[name], ''],
      [['list', `--${name}`], ''],
      [['list', name], ''],
      [['emulator', '--host', name], ''],
      [['emulator', '--state', `${cwd}/${name}/x`], ''],
      [['emulator', '--port', name], ''],
    ];
    for (const [args, input] of calls) {
      const ran = await runInProcess(args, { stdin: chunks(input), env: OFFLINE, fetch: respondWith(input) });
      const where = `${JSON.stringify(name)} ${JSON.stringify(args)}`;
      assert.doesNotMatch(ran.stdout, UNSAFE, where);
      assert.doesNotMatch(ran.stderr, UNSAFE, where);
      const json = await runInProcess([...args, '--json'], {
        stdin: chunks(input),
        env: OFFLINE,
        fetch: respondWith(input),
      });
      assert.doesNotMatch(json.stdout, UNSAFE, `${where} --json`);
      assert.doesNotThrow(() => JSON.parse(json.stdout), `${where} --json: ${json.stdout}`);
    }
  }
});

test('the JSON holds a hostile name unchanged, in escapes', async () => {
  for (const name of HOSTILE) {
    const fetch = respondWith(success([{ id: 'i', name }]));
    const ran = await runInProcess(['services', '--json'], { env: OFFLINE, fetch });
    assert.equal((JSON.parse(ran.stdout) as { name: string }[])[0]?.name, name);
  }
});

test('a very long name is cut and marked, in text only', async () => {
  const name = 'n'.repeat(300);
  const fetch = respondWith(success([{ id: 'i', name }]));
  const text = await runInProcess(['services'], { env: OFFLINE, fetch });
  assert.match(text.stdout, /^n{64}… {2}i$/m);
  const json = await runInProcess(['services', '--json'], { env: OFFLINE, fetch });
  assert.equal((JSON.parse(json.stdout) as { name: string }[])[0]?.name, name);
});

test('columns are aligned with wide and combining characters', async () => {
  const list = [
    { id: 'a', name: '東京' },
    { id: 'b', name: 'e\u0301dge' },
    { id: 'c', name: 'CDN' },
  ];
  const ran = await runInProcess(['services'], { env: OFFLINE, fetch: respondWith(success(list)) });
  assert.deepEqual(ran.stdout.split('\n').slice(1, 4), ['東京     a', 'e\u0301dge     b', 'CDN      c']);
  assert.deepEqual(['abc', '東京', 'e\u0301', '😀'].map(width), [3, 4, 1, 2]);
});

test('`safeText` cuts between characters', () => {
  assert.equal(safeText('😀😀😀', 2), '😀😀…');
  assert.equal(safeText('😀😀', 2), '😀😀');
  assert.equal(safeText('abc', 3), 'abc');
});

test('the closest name is similar to the given one', () => {
  const names = ['resolve', 'check', 'list', 'prefixes'];
  assert.equal(closestName('reslove', names), 'resolve');
  assert.equal(closestName('pre', names), 'prefixes');
  assert.equal(closestName('', names), null);
  assert.equal(closestName('xyzzyxyzzy', names), null);
  assert.equal(closestName('l'.repeat(100_000), names), null);
});
