// Runs commands so that a person can follow: output indented, a line every few seconds, seconds at the end.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The project's folder; every script works from here. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A silence longer than this gets a line that says what is still going on. */
const HEARTBEAT_MS = 4000;

/** What stops a script with one clear sentence and no stack. */
export class Stop extends Error {}

export const say = (line = '') => process.stdout.write(`${line}\n`);

export const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);

/** Runs `work`, and says every few seconds that it is still running; `touch` restarts the wait. */
export async function withHeartbeat(what, work) {
  const began = performance.now();
  let last = began;
  const touch = () => {
    last = performance.now();
  };
  const timer = setInterval(() => {
    if (performance.now() - last < HEARTBEAT_MS) return;
    say(`    … ${what}, ${Math.round((performance.now() - began) / 1000)} s`);
    touch();
  }, 1000);
  try {
    return await work(touch);
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
  return withHeartbeat(what, (touch) => {
    return new Promise((settle) => {
      const child = spawn(command, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const lines = [];
      const take = (line) => {
        lines.push(line);
        if (!show(line)) return;
        touch();
        say(line === '' ? '' : `    ${line}`);
      };
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
