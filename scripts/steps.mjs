// Runs commands with readable output: indented, a progress line every few seconds, the duration at the end.

import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The root of the project; every script runs here. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** After this long without output, a line names the running step. */
const HEARTBEAT_MS = 4000;

/** An error that ends a script with one sentence and no stack. */
export class Stop extends Error {}

/** Which of several parallel tasks this is. */
const lane = new AsyncLocalStorage();
let lastSaid = 0;

/**
 * Does `work` in parallel with other tasks: each output line starts with `name`.
 *
 * @param {{ niceness?: number }} options `niceness`: the scheduling priority of its commands, 0 to 19
 */
export const inLane = (name, work, { niceness = 0 } = {}) => lane.run({ name, niceness }, work);

export function say(text = '') {
  const name = lane.getStore()?.name;
  const lines = name === undefined ? [text] : text.split('\n').map((line) => `${name} | ${line}`.trimEnd());
  for (const line of lines) process.stdout.write(`${line}\n`);
  lastSaid = performance.now();
}

export const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);

/** Runs `work`; after a few seconds without output, prints that it is still running. */
export async function withHeartbeat(what, work) {
  const began = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - Math.max(began, lastSaid) >= HEARTBEAT_MS)
      say(`    … ${what}, ${Math.round((now - began) / 1000)} s`);
  }, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a command and shows its output as it arrives.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ what?: string, env?: NodeJS.ProcessEnv, cwd?: string, show?: (line: string) => boolean }} options
 *   `what`: for the progress line; `show`: which lines to print (default: all; the result has all)
 * @returns {Promise<{ ok: boolean, code: number | null, output: string }>}
 */
export function run(command, args, { what = command, env = {}, cwd = ROOT, show = () => true } = {}) {
  return withHeartbeat(what, () => {
    return new Promise((settle) => {
      const child = spawn(command, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const { niceness = 0 } = lane.getStore() ?? {};
      if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
      const lines = [];
      const take = AsyncResource.bind((line) => {
        lines.push(line);
        if (show(line)) say(line === '' ? '' : `    ${line}`);
      });
      createInterface({ input: child.stdout }).on('line', take);
      createInterface({ input: child.stderr }).on('line', take);
      child.on('error', (error) => settle({ ok: false, code: null, output: `${command}: ${error.message}` }));
      child.on('close', (code) => settle({ ok: code === 0, code, output: lines.join('\n') }));
    });
  });
}

/** Like `run`, but stops the script if the command fails. */
export async function must(command, args, options = {}) {
  const done = await run(command, args, options);
  if (done.ok) return done;
  if (options.show !== undefined || done.code === null) say(done.output);
  throw new Stop(`\`${[command, ...args].join(' ')}\` failed, see above`);
}

/** The output of a short command, or null if it fails. */
export async function ask(command, args) {
  const done = await run(command, args, { show: () => false });
  return done.ok ? done.output.trim() : null;
}

/** Whether a program is on the path. */
export const isInstalled = async (program) => (await ask('sh', ['-c', 'command -v "$0"', program])) !== null;

/** Runs a script's main function; a `Stop` becomes one sentence and exit code 1. */
export async function main(work) {
  process.chdir(ROOT);
  try {
    await work();
  } catch (error) {
    process.stderr.write(error instanceof Stop ? `\n  ${error.message}\n\n` : `${error?.stack ?? error}\n`);
    process.exitCode = 1;
  }
}
