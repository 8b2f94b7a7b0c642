// Runs `byoip emulator` as a process.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after } from 'node:test';
import { SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import { byoip, COMMAND, temporaryFolder } from './run-command.js';

/** A folder of the tests' own, where it runs. */
export const cwd = temporaryFolder();

/** A running `byoip emulator`. */
export interface EmulatorProcess {
  readonly url: string;
  readonly first: string;
  readonly child: ChildProcess;
  /** What was said on standard error so far. */
  readonly said: () => string;
  /** Resolves once it has said this on standard error. */
  says(text: string): Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly stdout: string }>;
}

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts it, and waits for its first line. */
export async function start(...args: readonly string[]): Promise<EmulatorProcess> {
  const child = spawn(process.execPath, [COMMAND, 'emulator', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const lines = createInterface({ input: child.stdout });
  const [first] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'close').then(() => {
      throw new Error(`it ended: ${stderr}`);
    }),
  ])) as [string];
  const url = /http:[^"]+\/client\/v4/.exec(first)?.[0] ?? '';
  return {
    url,
    first,
    child,
    said: () => stderr,
    async says(text) {
      while (!stderr.includes(text)) await new Promise((go) => setTimeout(go, 20));
    },
    async stop(signal = 'SIGTERM') {
      const closed = once(child, 'close');
      child.kill(signal);
      const [code] = (await closed) as [number | null];
      return { code, stdout };
    },
  };
}

/** The settings of a command that asks it. */
export const envOf = ({ url }: EmulatorProcess, token = 'anything') => ({
  CLOUDFLARE_BASE_URL: url,
  CLOUDFLARE_API_TOKEN: token,
  CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
});

/** Makes a binding, as a client would. */
export async function bind(
  { url }: EmulatorProcess,
  cidr: string,
  serviceId: string,
  prefixId: string = SEED_PREFIXES.v4.id,
): Promise<Response> {
  return fetch(`${url}/accounts/${SEED_ACCOUNT_ID}/addressing/prefixes/${prefixId}/bindings`, {
    method: 'POST',
    headers: { authorization: 'Bearer anything', 'content-type': 'application/json' },
    body: JSON.stringify({ cidr, service_id: serviceId }),
  });
}

interface Bound {
  readonly cidr: string;
  readonly state: string;
}

/** What `byoip list` shows of the IPv4 prefix: each CIDR and its state. */
export async function listBindings(running: EmulatorProcess): Promise<readonly string[]> {
  const ran = await byoip(['list', '192.0.2.0/24', '--json'], { env: envOf(running) });
  assert.equal(ran.code, 0, ran.stderr);
  return (JSON.parse(ran.stdout) as Bound[]).map(({ cidr, state }) => `${cidr} ${state}`);
}
