// Runs that the Worker carries out: handed over, looked at, followed.

import { MOST_IN_PART, runParts } from '../../apply/run-parts.js';
import { runFingerprint } from '../../apply/run-plan.js';
import { readSnapshot, writeSnapshot } from '../../snapshot.js';
import type { RestoreOptions } from '../../types/drift.js';
import type { RunPlan, RunRecord } from '../../types/run.js';
import type { ExitCode, Io } from '../io.js';
import { jsonText, type Painter, pluralize, safeText, table } from '../output.js';
import type { PlannedAccount } from '../plan/plan-options.js';
import { exitCode } from './carry-out.js';
import type { CommandValues } from './resume-commands.js';
import { resumeCommands } from './resume-commands.js';
import { recordLine, statusText } from './run-report.js';
import type { WorkerApi, WorkerRun } from './worker-api.js';

/** How a run is shown. */
export interface WorkerView {
  readonly io: Io;
  readonly paint: Painter;
  readonly json: boolean;
  /** The URL of the Worker, for the command that shows more. */
  readonly url: string;
}

/** What is sent of the prefixes of a run. */
type PartBody = { readonly tasks: readonly object[] } | { readonly restore: object };

/** Hands a plan over, a large one as several runs: each prefix goes on by itself in any case. */
export async function* handOver(
  api: WorkerApi,
  { planned }: PlannedAccount,
  plan: RunPlan,
): AsyncGenerator<WorkerRun> {
  const changing = new Map(plan.prefixes.map((one) => [one.prefixId, one]));
  const tasks = function* () {
    for (const { prefix, task } of planned) {
      const own = changing.get(prefix.id ?? '');
      if (own === undefined) continue;
      const { current: _, services: __, ...rest } = task();
      yield { own, sent: { prefixId: prefix.id, task: { ...rest, prefix: { cidr: prefix.cidr } } } };
    }
  };
  for (const part of runParts(tasks(), MOST_IN_PART.tasks)) {
    const body = { tasks: part.map(({ sent }) => sent) };
    const prefixes = part.map(({ own }) => own);
    yield await startPart(api, { ...plan, prefixes }, body);
  }
}

/** Hands a restore over, in the same way. */
export async function* handRestoreOver(
  api: WorkerApi,
  before: Uint8Array,
  { run: _, ...how }: RestoreOptions,
  plan: RunPlan,
): AsyncGenerator<WorkerRun> {
  const snapshot = readSnapshot(before);
  const restored = plan.prefixes.map((own) => {
    return { own, sent: snapshot.prefixes.find(({ prefix }) => prefix.cidr === own.cidr) };
  });
  for (const part of runParts(restored, MOST_IN_PART.restored)) {
    const only = part.map(({ own }) => own.cidr);
    const prefixes = part.flatMap(({ sent }) => (sent === undefined ? [] : [sent]));
    const text = writeSnapshot({ ...snapshot, only, prefixes });
    const body = { restore: { ...how, prefixes: only, snapshot: JSON.parse(text) } };
    yield await startPart(api, { ...plan, prefixes: part.map(({ own }) => own) }, body);
  }
}

/** This command has asked for the confirmation. */
async function startPart(api: WorkerApi, plan: RunPlan, body: PartBody): Promise<WorkerRun> {
  const { untilStep = null } = plan.options ?? {};
  const confirm = String(plan.prefixes.length);
  return api.start({ ...body, confirm, options: { untilStep } }, await runFingerprint(plan));
}

/** Says to a run of the Worker what the options say; without any, to go on. */
export async function sayToRun(api: WorkerApi, id: string, values: CommandValues): Promise<WorkerRun> {
  let run: WorkerRun | undefined;
  for (const command of resumeCommands(values, '')) {
    if (command.command === 'answer') {
      const { question, choice } = command;
      run = await api.say(id, 'answer', { question, choice });
    } else run = await api.say(id, 'abandon');
  }
  return run ?? (await api.say(id, 'resume'));
}

/** Prints the run that was started or spoken to. */
export async function showHandedOver(
  { id, status }: WorkerRun,
  { io, paint, json, url }: WorkerView,
): Promise<void> {
  if (json) return io.stdout.write(`${jsonText({ kind: 'run', id, status })}\n`);
  const follow = `byoip status --worker ${url} ${id} --follow`;
  await io.stdout.write(
    `\n${paint.bold('run')} ${id}: the Worker carries it out, and this command can end; it shows it with\n  ${follow}\n`,
  );
}

/** Prints the runs of the Worker, the newest first. */
export async function showRuns(api: WorkerApi, { io, paint, json }: WorkerView): Promise<void> {
  const runs = await api.runs();
  if (json) return io.stdout.write(`${jsonText(runs)}\n`);
  const rows = runs.map(({ id, createdAt, actor, prefixes, state, stepsDone, steps }) => {
    const [first = '-', ...more] = prefixes;
    const what = more.length === 0 ? first : `${first} and ${more.length} more`;
    const texts = [
      safeText(id),
      createdAt.slice(0, 16),
      state,
      `${stepsDone}/${steps}`,
      what,
      safeText(actor),
    ];
    return texts.map((text) => ({ text: safeText(String(text), 100) }));
  });
  const head = ['RUN', 'STARTED', 'STATE', 'STEPS', 'PREFIXES', 'BY'];
  await io.stdout.write(table(head, rows, pluralize(runs.length, 'run'), paint));
}

/** Prints where a run stands. */
export async function showRun(
  api: WorkerApi,
  id: string,
  { io, paint, json }: WorkerView,
): Promise<ExitCode> {
  const run = await api.run(id);
  await io.stdout.write(json ? `${jsonText(run)}\n` : statusText(run.status, run.now, paint));
  return exitCode(run.status);
}

/** Pause before a connection is opened again, and before the state is asked for behind the last record, ms. */
const PAUSE = 1000;

/** Prints each record as it is stored, until the run has ended or rests, and then where it stands. */
export async function followRun(api: WorkerApi, id: string, view: WorkerView): Promise<ExitCode> {
  for (let last = 0; ; ) {
    last = await followOnce(api, id, last, view);
    const { status } = await api.run(id);
    if (status.state !== 'running') return showRun(api, id, view);
    await pause();
  }
}

/** Prints the records of one connection, and returns the number of the last one. */
async function followOnce(
  api: WorkerApi,
  id: string,
  after: number,
  { io, paint, json }: WorkerView,
): Promise<number> {
  const records = api.records(id, after);
  let last = after;
  // A stop has no record of its own: the state is asked for once after each.
  let isChecked = false;
  try {
    for (let next = records.next(); ; ) {
      const found: IteratorResult<RunRecord | null> | undefined = isChecked
        ? await next
        : await Promise.race([next, pause()]);
      if (found === undefined) {
        const { status } = await api.run(id);
        if (status.state !== 'running') return last;
        isChecked = true;
        continue;
      }
      if (found.done === true || found.value === null) return last;
      const record: RunRecord = found.value;
      [last, isChecked] = [record.n ?? last, false];
      const line = json ? jsonText({ kind: 'record', record }) : recordLine(record, paint);
      if (line !== null) await io.stdout.write(`${line}\n`);
      next = records.next();
    }
  } finally {
    records.return(null).catch(() => {});
  }
}

const pause = (): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, PAUSE));
