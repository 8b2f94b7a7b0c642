// A fast emulator as a process, plans for it, and runs as processes that can be killed.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { cwd, type EmulatorProcess, start } from './emulator-process.js';
import { byoip, COMMAND, type CommandResult } from './run-command.js';

export const TOKEN = 'canary-5c1e0f7a9b3d';

/** An emulator whose hours pass in less than a second, and the commands on it. */
export interface FastAccount {
  readonly emulator: EmulatorProcess;
  readonly env: Readonly<Record<string, string>>;
  run(...args: readonly string[]): Promise<CommandResult>;
  /** Starts the command without waiting for its end. */
  spawn(...args: readonly string[]): RunningCommand;
  /** Blocks and services of the bindings, without their states, which change with the time. */
  bound(): Promise<readonly string[]>;
}

/** A command that is running. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandResult>;
  /** Resolves once the output has the text. */
  shows(text: string): Promise<void>;
}

/** Speeds: an hour in 0.1 s, or in 1 s where a test has to act during a wait. */
export const FAST = 36_000;
export const SLOW = 3600;

export async function fastAccount(speed = FAST, ...options: readonly string[]): Promise<FastAccount> {
  const emulator = await start('--port', '0', '--speed', String(speed), ...options);
  const env = {
    CLOUDFLARE_BASE_URL: emulator.url,
    CLOUDFLARE_API_TOKEN: TOKEN,
    CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
  };
  const run = (...args: readonly string[]) => byoip(args, { cwd, env });
  return {
    emulator,
    env,
    run,
    spawn: (...args) => spawnCommand(args, env),
    async bound() {
      const { stdout, stderr } = await run('list', '--json');
      assert.equal(stderr, '');
      const bindings = JSON.parse(stdout) as { cidr: string; serviceId: string | null }[];
      return bindings.map(({ cidr, serviceId }) => `${cidr} ${serviceId}`).sort();
    },
  };
}

const children = new Set<ChildProcess>();
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

function spawnCommand(args: readonly string[], env: Readonly<Record<string, string>>): RunningCommand {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => {
    children.delete(child);
    return { code: code as number | null, stdout, stderr };
  });
  return {
    child,
    ended,
    async shows(text) {
      while (!stdout.includes(text)) {
        if (child.exitCode !== null) assert.fail(`it ended without \`${text}\`: ${stdout}${stderr}`);
        await new Promise((go) => setTimeout(go, 5));
      }
    },
  };
}

/** The kinds of the records of a journal. */
export function kindsOf(journal: string): readonly string[] {
  const lines = readFileSync(`${cwd}/${journal}`, 'utf8').trimEnd().split('\n').slice(1);
  return lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
}
