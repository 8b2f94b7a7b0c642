// Progress: one line on a terminal for what takes over a second, and nothing anywhere else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { main } from '../../../src/js/cli/main.js';
import { success } from '../../ring/setup/scripted-server.js';
import { chunks, runInProcess } from '../setup/in-process.js';
import { BINDINGS, envelope, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
writeInput(cwd, 'list.json', envelope(BINDINGS));
const OFFLINE = { CLOUDFLARE_API_TOKEN: 't', CLOUDFLARE_ACCOUNT_ID: 'a' };
const CLEAR = '\r\u001b[2K';

/** Three prefixes with an empty list each, every answer after a while. */
const slowApi = (milliseconds: number) => async (url: unknown) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const isList = String(url).includes('/bindings');
  const prefixes = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'];
  return new Response(success(isList ? [] : prefixes.map((cidr, i) => ({ id: `${i}`.repeat(32), cidr }))));
};

test('what takes over a second shows its progress, and the line is gone before the output', async () => {
  const ran = await runInProcess(['list'], { terminal: true, env: OFFLINE, fetch: slowApi(700) });
  assert.equal(ran.code, 0);
  assert.match(ran.stderr, /bindings of \d of 3 prefixes …/);
  assert.ok(ran.stderr.startsWith(CLEAR) && ran.stderr.endsWith(CLEAR), JSON.stringify(ran.stderr));
});

test('what is quick shows none, and neither does JSON, a pipe, CI or a dumb terminal', async () => {
  const quiet = [
    { args: ['list'], env: {}, terminal: true, wait: 0 },
    { args: ['list', '--json'], env: {}, terminal: true, wait: 700 },
    { args: ['list'], env: {}, terminal: false, wait: 700 },
    { args: ['list'], env: { CI: 'true' }, terminal: true, wait: 700 },
    { args: ['list'], env: { TERM: 'dumb' }, terminal: true, wait: 700 },
  ];
  await Promise.all(
    quiet.map(async ({ args, env, terminal, wait }) => {
      const ran = await runInProcess(args, { terminal, env: { ...OFFLINE, ...env }, fetch: slowApi(wait) });
      assert.deepEqual({ code: ran.code, stderr: ran.stderr }, { code: 0, stderr: '' });
    }),
  );
});

test('an error clears the line first', async () => {
  const slow = slowApi(700);
  const refusal = JSON.stringify({
    success: false,
    errors: [{ code: 1001, message: 'no' }],
    messages: [],
    result: null,
  });
  const fetch = async (url: unknown) => {
    const answer = await slow(url);
    if (!String(url).includes('/2222')) return answer;
    await new Promise((resolve) => setTimeout(resolve, 700));
    return new Response(refusal, { status: 403 });
  };
  const ran = await runInProcess(['list', '--no-color'], { terminal: true, env: OFFLINE, fetch });
  assert.equal(ran.code, 1);
  const [before = '', error = ''] = ran.stderr.split('byoip: ');
  assert.match(before, /bindings of 2 of 3 prefixes …/);
  assert.ok(before.endsWith(CLEAR), JSON.stringify(ran.stderr));
  assert.match(error, /^the bindings of 203\.0\.113\.0\/24 cannot be read/);
});

test('a long input that goes into a file shows how far it is', async () => {
  async function* slowly() {
    yield* chunks('192.0.2.1\n'.repeat(3000));
    await new Promise((resolve) => setTimeout(resolve, 1200));
    yield* chunks('192.0.2.2\n');
  }
  const args = ['resolve', '--from', `${cwd}/list.json`, '-o', `${cwd}/out.txt`];
  const ran = await runInProcess(args, { terminal: true, stdin: slowly() });
  assert.equal(ran.code, 0);
  assert.match(ran.stderr, /[\d,]+ addresses …/);
});

test('help, the version and a mistyped command do without the core', async () => {
  const sink = { isTTY: false, write: async () => {} };
  const { Instance } = WebAssembly;
  let starts = 0;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(real, given) {
      starts += 1;
      return Reflect.construct(real, given);
    },
  });
  for (const args of [['--help'], ['help', 'plan'], ['list', '--help'], ['--version'], ['lits'], []]) {
    const io = {
      stdin: chunks(),
      stdout: sink,
      stderr: sink,
      env: {},
      untilStopped: async () => {},
    };
    await main(args, io);
    assert.equal(starts, 0, args.join(' '));
  }
  WebAssembly.Instance = Instance;
});

test('a large file is named before the core works on it', async () => {
  const bindings = Array.from({ length: 30_000 }, (_, i) => {
    return { cidr: `10.0.${i >> 8}.${i & 255}/32`, service_id: BINDINGS[0].service_id };
  });
  writeInput(cwd, 'large.json', JSON.stringify([{ ...bindings[0], cidr: '10.0.0.0/8' }, ...bindings]));
  const from = `${cwd}/large.json`;
  const ran = await runInProcess(['list', '--from', from], { terminal: true });
  assert.ok(ran.stderr.includes(`${CLEAR}reading 2 MB of \`${from}\` …`), ran.stderr);
  assert.ok(ran.stderr.endsWith(CLEAR));
});
