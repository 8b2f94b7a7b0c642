// A token that must not be in any output of the command, in any error.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmulator, FAULT_NAMES, SEED_ACCOUNT_ID } from 'byoip/emulator';
import { reply, scriptedServer, success } from '../../ring/setup/scripted-server.js';
import { runInProcess } from '../setup/in-process.js';
import {
  BINDINGS,
  byoip,
  envelope,
  startEmulator,
  temporaryFolder,
  writeInput,
} from '../setup/run-command.js';

const CANARY = 'canary-5c1e0f7a9b3d';
const KINDS: readonly Record<string, string>[] = [
  { CLOUDFLARE_API_TOKEN: CANARY },
  { CLOUDFLARE_EMAIL: `${CANARY}@example.com`, CLOUDFLARE_API_KEY: CANARY },
];
const COMMANDS = [
  ['list'],
  ['list', '192.0.2.0/24'],
  ['prefixes'],
  ['services'],
  ['delegations', '192.0.2.0/24'],
] as const;

function isSilent(
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
  where: string,
): void {
  assert.ok(!stdout.includes(CANARY), `${where}: ${stdout.slice(0, 300)}`);
  assert.ok(!stderr.includes(CANARY), `${where}: ${stderr.slice(0, 300)}`);
}

test('no fault of the API makes the command print credentials, in text or JSON', async () => {
  for (const kind of KINDS) {
    for (const fault of FAULT_NAMES.filter((name) => name !== 'timeout-after-commit')) {
      for (const args of COMMANDS) {
        const emulator = createEmulator({ faults: () => fault });
        const fetch = (input: string | URL | Request, init?: RequestInit) =>
          emulator.fetch(new Request(input, init));
        const env = { ...kind, CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID };
        isSilent(await runInProcess(args, { env, fetch }), `${fault} ${args}`);
        isSilent(await runInProcess([...args, '--json'], { env, fetch }), `${fault} ${args} --json`);
      }
    }
  }
});

test('credentials that the API echoes in errors or lists are not printed', async () => {
  const noun = { id: 'p', cidr: '192.0.2.0/24', description: CANARY, name: CANARY, [CANARY]: CANARY };
  const failure = {
    success: false,
    errors: [
      { code: 1000, message: CANARY },
      { code: 1001, message: CANARY },
    ],
    messages: [],
    result: null,
  };
  const bodies: readonly (readonly [number, string])[] = [
    [200, success([noun])],
    [200, JSON.stringify(failure)],
    [403, JSON.stringify(failure)],
    [502, `<html>${CANARY}`],
    [200, `{"${CANARY}":1`],
  ];
  for (const kind of KINDS) {
    for (const [status, body] of bodies) {
      const server = await scriptedServer(
        reply(status, body, { 'x-echo': CANARY, location: `https://${CANARY}/` }),
      );
      const env = { ...kind, CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID, CLOUDFLARE_BASE_URL: server.url };
      for (const args of COMMANDS) {
        isSilent(await runInProcess(args, { env }), `${status} ${body} ${args}`);
        isSilent(await runInProcess([...args, '--json'], { env }), `${status} ${body} ${args} --json`);
      }
      assert.ok(server.seen.length >= 8);
      await server.close();
    }
  }
});

test('the real command keeps silent where the token is right, wrong, unusable, or in the wrong place', async () => {
  const env = { ...(await startEmulator(CANARY)) };
  const cwd = temporaryFolder();
  writeInput(cwd, 'answer.json', envelope(BINDINGS));
  const calls: readonly (readonly [readonly string[], Record<string, string>])[] = [
    [['list'], env],
    [['list', '--json'], env],
    [['prefixes'], { ...env, CLOUDFLARE_BASE_URL: 'http://127.0.0.1:9' }],
    [['services'], { ...env, CLOUDFLARE_API_TOKEN: `${CANARY}\n` }],
    [['services'], { ...env, CLOUDFLARE_API_TOKEN: `"${CANARY} "` }],
    [['services'], { ...env, CLOUDFLARE_BASE_URL: `https://${CANARY}@example.com` }],
    [['services', '--base-url', `https://example.com/?token=${CANARY}`], env],
    [['services', `--api-token=${CANARY}`], env],
    [['services', '--token', CANARY], env],
    [['list', '--key', CANARY], env],
    [['resolve', '192.0.2.1', '--from', 'answer.json'], env],
    [['help'], env],
  ];
  for (const [args, variables] of calls) {
    const ran = await byoip(args, { env: variables, cwd });
    assert.notEqual(ran.stdout + ran.stderr, '');
    isSilent(ran, args.join(' '));
  }
});

test('an option for a credential is refused with the reason', async () => {
  for (const option of ['--api-token', '--token', '--apikey', '--key', '--password', '--auth', '--email']) {
    const ran = await byoip(['list', `${option}=${CANARY}`]);
    assert.equal(ran.code, 1);
    assert.equal(
      ran.stderr.split('\n')[1],
      '  cure: set CLOUDFLARE_API_TOKEN: credentials come only from the environment, since process lists show options',
    );
  }
});
