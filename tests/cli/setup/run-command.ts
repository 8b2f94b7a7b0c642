// Runs the built command as a process, like a shell.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { serveEmulator } from '../../ring/setup/emulator-server.js';

/** The built command. */
export const COMMAND = resolve('dist/cli.js');

/** What a run left behind. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it: nothing of the tests' own environment is passed on but the path of programs. */
export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  return new Promise((settle, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? process.cwd(),
      env: { PATH: process.env.PATH ?? '', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => settle({ code, stdout, stderr }));
    // A command that does not read its input closes it: no concern of a test's.
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
  });
}

/** Runs `byoip`. */
export function byoip(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  return run(process.execPath, [COMMAND, ...args], options);
}

/** Runs a line of shell with `byoip` on its path. */
export function shell(line: string, options: RunOptions = {}): Promise<CommandResult> {
  const program = `byoip() { '${process.execPath}' '${COMMAND}' "$@"; }; ${line}`;
  // Without --norc bash takes a socket as its input for a remote shell, and reads the user's settings.
  return run('bash', ['--norc', '-c', program], options);
}

/** A folder of its own for a test file, gone when its tests are through. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'byoip-cli-'));
  after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Writes a file and gives its name. */
export function writeInput(where: string, name: string, content: string | Uint8Array): string {
  writeFileSync(join(where, name), content);
  return name;
}

/** A list of the documentation's prefix: Magic Transit below, CDN and Spectrum on top. */
export const BINDINGS = [
  {
    id: '0429b49b6a5155297b78e75a44b09e14',
    cidr: '192.0.2.0/24',
    service_id: '2db684ee7ca04e159946fd05b99e1bcd',
    service_name: 'Magic Transit',
    provisioning: { state: 'active' },
  },
  {
    id: 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f',
    cidr: '192.0.2.16/29',
    service_id: 'c0de0000000000000000000000000cd1',
    service_name: 'CDN',
    provisioning: { state: 'active' },
  },
  {
    id: 'b28d1e305c4f4d7e9fa01b2c3d4e5f60',
    cidr: '192.0.2.20/32',
    service_id: 'c0de00000000000000000000000005ec',
    service_name: 'Spectrum',
    provisioning: { state: 'provisioning' },
  },
] as const;

/** An answer of the API. */
export function envelope(result: unknown): string {
  return JSON.stringify({ success: true, errors: [], messages: [], result });
}

/** An emulator on a socket, and the environment in which the command finds it; closed when the tests are through. */
export async function startEmulator(token = 'any'): Promise<Readonly<Record<string, string>>> {
  const server = await serveEmulator({ now: () => Date.UTC(2026, 0, 1), provisioningDelay: 3_600_000 });
  after(() => server.close());
  return {
    CLOUDFLARE_BASE_URL: server.url,
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
  };
}
