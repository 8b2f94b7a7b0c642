// Carries out plans, over hours, with a journal from which a run goes on after whatever ended it.

import { parseUrl } from '../client/parse-url.js';
import { LOOPBACK } from '../client/settings.js';
import { transportOf } from '../client/transport-of.js';
import { escapeInvisible } from '../text/sanitize.js';
import { decodeUtf8, encodeUtf8 } from '../text/utf8.js';
import { ByoipError, isByoipError } from '../types/errors.js';
import { isUint8Array } from '../types/realm.js';
import type { RunOwner, RunPlan, RunStatus } from '../types/run.js';
import { invalidArgument, requireObject } from '../wasm/arguments.js';
import { version } from '../wasm/core.js';
import { RunHost } from './host.js';
import { type Journal, journalExists } from './journal.js';
import { RunMachine, readStatus, wholeLines } from './machine.js';
import { runClock } from './run-clock.js';
import type { ResumeSettings, RunLeave, RunSettings } from './settings.js';

/**
 * Carries out the plans of a run. It resolves when nothing more can be done in this process: see `state` of the result. A run
 * that is `paused` or `stopped`, or that has `resumeIn`, goes on with {@link resume}.
 *
 * Before each write and at the end of each wait a fresh list has to show what the plan expects; foreign changes stop the prefix.
 * At most two requests are sent for each write, and those of waits.
 *
 * @throws ByoipError `run-plan-invalid`, `journal-exists`; `journal-unwritable` or `journal-changed`, after which nothing more is sent
 *
 * @example
 * ```ts
 * const run = toRunPlan(accountId, [{ prefixId, task }]);
 * const settings = { client, journal: memoryJournal(), signal: AbortSignal.timeout(100) };
 * (await apply(run, settings)).state; // 'paused'
 * ```
 */
export async function apply(plan: RunPlan, settings: RunSettings): Promise<RunStatus> {
  const { journal, transport } = readSettings(settings);
  return closing(journal, async () => {
    if (!isUnused(await journal.read())) throw journalExists(journal.name);
    const clock = await runClock(transport);
    const runId = settings.runId ?? randomId();
    const info = { runId, tool: `byoip ${version()}`, api: transport.baseURL };
    const machine = RunMachine.start(plan, info, settings.owner ?? unnamed(), clock);
    const prefixes = plan.prefixes.map(({ cidr }) => cidr);
    return new RunHost({ machine, transport, journal, stored: 0, clock, prefixes }, settings).drive([]);
  });
}

/** True for a new journal, and for one whose process ended while it stored the first line: nothing was sent. */
function isUnused(journal: Uint8Array): boolean {
  const start = decodeUtf8(journal.subarray(0, HEADER.length));
  return wholeLines(journal) === 0 && HEADER.startsWith(start);
}

/** Reads of a journal whose owner still writes. */
const TAKE_OVER_TRIES = 5;
const HEADER = '{"byoip_journal":';

/**
 * Goes on with the run of a journal, or settles what a process has left open. A run that has ended is left as it is.
 *
 * @throws ByoipError `journal-empty`, `journal-foreign`, `journal-newer`, `journal-damaged`, `journal-held`; `run-command-unfit`,
 *   `run-finished` for a command; `journal-other-api`; `journal-unwritable` or `journal-changed`, after which nothing more is sent
 *
 * @example
 * ```ts
 * const settings = { client, journal: memoryJournal(run.text), signal: AbortSignal.timeout(100) };
 * (await resume(settings)).state; // 'paused'
 * ```
 */
export async function resume(settings: ResumeSettings): Promise<RunStatus> {
  const { journal, transport } = readSettings(settings);
  return closing(journal, async () => {
    const clock = await runClock(transport);
    const { owner = unnamed(), takeOver = false, commands = [], untilStep = null } = settings;
    for (let tries = 1; ; tries++) {
      const bytes = await journal.read();
      const machine = RunMachine.resume(bytes, owner, takeOver, clock);
      machine.stopAfter(untilStep);
      const { api, prefixes: plans } = machine.status();
      if (!isSameApi(api, transport.baseURL)) throw otherApi(journal.name, api);
      const prefixes = plans.map(({ prefix }) => prefix);
      const stored = wholeLines(bytes);
      const host = new RunHost({ machine, transport, journal, stored, clock, prefixes }, settings);
      try {
        return await host.drive(commands);
      } catch (error) {
        // The process that is taken over may store a record after this one has read the journal.
        const mayPass = takeOver && tries < TAKE_OVER_TRIES && !host.hasStored;
        if (!mayPass || !isByoipError(error) || error.code !== 'journal-changed') throw error;
      }
    }
  });
}

/**
 * Where the run of a journal stands, from the journal alone. O(bytes).
 *
 * @throws ByoipError `journal-empty`, `journal-foreign`, `journal-newer`, `journal-damaged`
 *
 * @example
 * ```ts
 * runStatus(run.text).state; // 'paused'
 * ```
 */
export function runStatus(journal: Uint8Array | string, now: number = Date.now()): RunStatus {
  if (typeof journal !== 'string' && !isUint8Array(journal)) {
    throw invalidArgument('journal', 'text or bytes', journal);
  }
  return readStatus(typeof journal === 'string' ? encodeUtf8(journal) : journal, now);
}

function readSettings(settings: RunSettings) {
  const { client, journal, leave } = requireObject(settings, 'settings');
  if (leave !== undefined) checkLeave(leave);
  const transport = transportOf(client);
  if (transport === undefined) throw invalidArgument('client', 'a client of this package', client);
  return { journal: requireObject(journal, 'journal'), transport };
}

function checkLeave(leave: RunLeave): void {
  for (const [name, value] of Object.entries(requireObject(leave, 'leave'))) {
    if (value !== undefined && !(value >= 0))
      throw invalidArgument(`leave.${name}`, 'a number of milliseconds', value);
  }
}

async function closing<T>(journal: Journal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await journal.close?.();
  }
}

/** An emulator on this machine may get another port. */
function isSameApi(one: string, other: string): boolean {
  const isLocal = (url: string) => LOOPBACK.test(parseUrl(url)?.hostname ?? '');
  return one === other || (isLocal(one) && isLocal(other));
}

function otherApi(name: string, api: string): ByoipError {
  return new ByoipError({
    code: 'journal-other-api',
    message: `the run of the journal \`${name}\` is about the API at \`${escapeInvisible(api, 200)}\``,
    help: 'set the base URL of that API, or pass the journal of a run of this one',
  });
}

const unnamed = (): RunOwner => ({ name: `process ${randomId().slice(0, 8)}`, host: 'unnamed' });

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
