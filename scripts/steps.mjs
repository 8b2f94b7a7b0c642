// Runs commands so that a person can follow: output indented, a line every few seconds, seconds at the end.

import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The project's folder; every script works from here. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A silence longer than this gets a line that says what is still going on. */
const HEARTBEAT_MS = 4000;

/** What stops a script with one clear sentence and no stack. */
export class Stop extends Error {}

/** Which of several things that run side by side this is. */
const lane = new AsyncLocalStorage();
let lastSaid = 0;

/**
 * Does `work` beside other work: each line that it says begins with `name`.
 *
 * @param {{ niceness?: number }} options `niceness`: how far its commands stand back behind others for a core, 0 to 19
 */
export const inLane = (name, work, { niceness = 0 } = {}) => lane.run({ name, niceness }, work);

export function say(text = '') {
  const name = lane.getStore()?.name;
  const lines = name === undefined ? [text] : text.split('\n').map((line) => `${name} | ${line}`.trimEnd());
  for (const line of lines) process.stdout.write(`${line}\n`);
  lastSaid = performance.now();
}

export const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);

/** Runs `work`; where nothing is said for a few seconds, says that it is still running. */
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
 * Runs a command and shows its lines as they come.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ what?: string, env?: NodeJS.ProcessEnv, cwd?: string, show?: (line: string) => boolean }} options
 *   `what`: for the heartbeat; `show`: which lines are worth showing (all without it; all are in the answer)
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

/** Like `run`, and stops the script when the command fails. */
export async function must(command, args, options = {}) {
  const done = await run(command, args, options);
  if (done.ok) return done;
  if (options.show !== undefined || done.code === null) say(done.output);
  throw new Stop(`\`${[command, ...args].join(' ')}\` failed, see above`);
}

/** The output of a quick command, or null where it cannot be run or fails. */
export async function ask(command, args) {
  const done = await run(command, args, { show: () => false });
  return done.ok ? done.output.trim() : null;
}

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
