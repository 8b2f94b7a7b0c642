// Carries out a run for a command: the journal in a file, the view, Ctrl-C, and what to do next.

import { hostname, userInfo } from 'node:os';
import { apply, resume } from '../../apply/apply.js';
import { fileJournal } from '../../apply/file-journal.js';
import type { AskedQuestion, ResumeSettings, RunSettings } from '../../apply/settings.js';
import type { Byoip } from '../../client/client.js';
import type { RunPlan, RunStatus } from '../../types/run.js';
import { EXIT, type ExitCode, type Io } from '../io.js';
import { grouped, jsonText, type Painter, safeText } from '../output.js';
import type { Terminal } from './ask.js';
import { LiveRun } from './live-view.js';
import { blockLines } from './run-report.js';

/** What a run is carried out with. */
export interface RunContext {
  readonly client: Byoip;
  /** The file of the journal. */
  readonly path: string;
  readonly io: Io;
  readonly terminal: Terminal;
  readonly paint: Painter;
  readonly json: boolean;
}

/** How a run of a journal goes on. */
export type ResumeOptions = Pick<ResumeSettings, 'takeOver' | 'commands' | 'untilStep'>;

/** The name of a new journal in the current folder, by the time. */
export function journalName(now: number): string {
  return `byoip-${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}.jsonl`;
}

/** The person at this machine, for the journal. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

/** Starts a run. */
export async function startRun(plan: RunPlan, context: RunContext): Promise<ExitCode> {
  const { path, io, json } = context;
  const journal = await fileJournal(path);
  await io.stdout.write(
    json ? `${jsonText({ kind: 'journal', path })}\n` : `\njournal: ${safeText(path, 300)}\n`,
  );
  return carryOut(context, (settings) => apply(plan, { ...settings, journal }));
}

/** Goes on with the run of a journal. */
export async function resumeRun(options: ResumeOptions, context: RunContext): Promise<ExitCode> {
  const journal = await fileJournal(context.path, { create: false });
  return carryOut(context, (settings) => resume({ ...settings, ...options, journal }));
}

async function carryOut(
  { client, path, io, terminal, paint, json }: RunContext,
  work: (settings: Omit<RunSettings, 'journal'>) => Promise<RunStatus>,
): Promise<ExitCode> {
  const view = new LiveRun(io.stdout, paint, json);
  const stop = new AbortController();
  io.untilStopped().then(
    () => {
      if (!json) view.say('pausing: the write in flight ends first; Ctrl-C again leaves at once');
      stop.abort();
    },
    () => {},
  );
  const owner = { name: `pid ${process.pid}`, host: hostname() };
  const question = terminal.isPresent && !json ? askWith(terminal, view, paint) : undefined;
  try {
    const status = await work({ client, owner, onEvent: view.onEvent, signal: stop.signal, question });
    await view.end();
    await io.stdout.write(json ? `${jsonText({ kind: 'status', status })}\n` : endText(status, path, paint));
    return exitCode(status);
  } finally {
    await view.end();
  }
}

function askWith(terminal: Terminal, view: LiveRun, paint: Painter): NonNullable<RunSettings['question']> {
  return async ({ prefix, message, help, choices }: AskedQuestion) => {
    view.pause();
    view.say([`${paint.bold(prefix)}  ${paint.red(safeText(message, 400))}`, `  ${help}`].join('\n'));
    const names = choices.map(([choice]) => choice);
    const typed = await terminal.ask(`type ${names.join(' or ')}, or nothing to leave it open: `);
    return names.includes(typed) ? typed : null;
  };
}

/** 0 at its end, 2 where it can be resumed. */
export function exitCode({ state }: RunStatus): ExitCode {
  return state === 'done' || state === 'abandoned' ? EXIT.ok : EXIT.findings;
}

function endText({ state, prefixes, stepsDone, steps }: RunStatus, path: string, paint: Painter): string {
  const file = safeText(path, 300);
  const count = `${grouped(stepsDone)} of ${grouped(steps)} steps are done`;
  if (state === 'done') return `${paint.green(paint.bold('the run is done'))}: ${count}\n`;
  if (state === 'abandoned') return `the run is abandoned: ${count}, and stay as they are\n`;
  const blocked = prefixes.flatMap(({ prefix, blocked: block }) =>
    block === null ? [] : [{ prefix, block }],
  );
  const lines = blocked.flatMap(({ prefix, block }) => ['', ...blockLines(prefix, block, paint)]);
  const head = paint.bold(`the run is ${state}`);
  return `${[...lines.slice(1), `${head}: ${count}; it goes on with`, `  byoip apply --resume ${quoted(file)}`].join('\n')}\n`;
}

/** A file name as a shell reads it. */
const quoted = (path: string): string =>
  /^[\w./:@%+,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
