// `byoip apply`: carries out plans, or goes on with a run.

import { runStatus } from '../../apply/apply.js';
import type { RunPlan } from '../../types/run.js';
import { connectClient } from '../account/api-client.js';
import { type Call, defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { EXIT, type ExitCode } from '../io.js';
import { flag, IDS_OPTION, text, texts, whole } from '../options.js';
import { jsonText } from '../output.js';
import { TASK_OPTIONS } from '../plan/plan-input.js';
import { liftedBy, PLAN_OPTIONS } from '../plan/plan-options.js';
import { planText, printRefusals } from '../plan/plan-report.js';
import { Terminal } from '../run/ask.js';
import { journalName, resumeRun, startRun, userName } from '../run/carry-out.js';
import { confirmRun } from '../run/confirm.js';
import { plannedAccount, runPlan } from '../run/planned-run.js';
import { resumeCommands } from '../run/resume-commands.js';
import { readRunId, rejectWithWorker, WORKER_OPTION, WorkerApi } from '../run/worker-api.js';
import { handOver, sayToRun, showHandedOver } from '../run/worker-run.js';
import { readJournal } from './status.js';

const { from: _, ...INPUT_OPTIONS } = TASK_OPTIONS;

const OPTIONS = {
  ...INPUT_OPTIONS,
  ...PLAN_OPTIONS,
  plan: text('FILE', 'a file of `byoip plan -o`: it is planned again, and has to give the same plan'),
  expect: text('FINGERPRINT', 'the fingerprint of the plan that was agreed; required without a terminal'),
  confirm: text(
    'CIDR|N|all',
    'agree without being asked: the prefix that changes, the number of prefixes, or `all`',
  ),
  ...IDS_OPTION,
  journal: text('FILE', 'the file of the journal; default: a name with the time, in this folder'),
  'until-step': whole(
    'N',
    { least: 1, most: 1_000_000 },
    'stop each prefix after its first N steps; the run can be resumed',
  ),
  resume: text('FILE', 'go on with the run of this journal; with --worker, with the run of this identifier'),
  'take-over': flag('with --resume: although another process holds the run, which is gone'),
  answer: texts('QUESTION=CHOICE', 'with --resume: answer a question of the run; can be repeated'),
  'skip-wait': text('PREFIX', 'with --resume: end the current wait of this prefix early'),
  reason: text('TEXT', 'with --skip-wait: why, for the journal'),
  abandon: flag('with --resume: end the run for ever; nothing is undone'),
  ...WORKER_OPTION,
} as const;

export const apply = defineCommand({
  name: 'apply',
  usage:
    'byoip apply --to FILE | --add BLOCK=SERVICE… | --remove BLOCK… | --plan FILE [--prefix PREFIX] [--expect FINGERPRINT] [--confirm CIDR|N|all] [--journal FILE] [--until-step N] [--ids] [--json] or byoip apply --resume FILE [--take-over] [--answer QUESTION=CHOICE…] [--skip-wait PREFIX --reason TEXT] [--abandon] [--until-step N] [--json] or byoip apply … --worker URL',
  options: OPTIONS,
  isLongRunning: true,
  limit: { help: 'pass the desired bindings with --to FILE, or a journal with --resume FILE' },
  notes: [
    'It plans like `byoip plan`, shows the plan, asks, and carries it out over hours. Before every write and at the end of every wait a fresh list has to show what the plan expects; after a change by somebody else the prefix stops. Deleting the binding of a whole prefix needs an answer of its own.',
    'Every step is in the journal before it is sent. Ctrl-C pauses: in a wait at once, otherwise after the write in flight. Whatever ends the process, `byoip apply --resume FILE` finds out what became of the last write and goes on; `byoip status FILE` shows where it stands.',
    'With --worker a Worker that was deployed from this project carries the run out, and this command ends at once: it reads the account through the Worker, and needs no token of the API. CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET are a service token of Access. There --resume takes the identifier of the run.',
    'Without a terminal it needs --expect with the fingerprint of the plan that was agreed, or --plan, and --confirm.',
    'The exit code is 0 when all is done, 2 when the run has stopped and can be resumed, and 1 for an error, such as a refused plan. docs/apply.md has an example.',
  ],
  examples: [
    { line: 'byoip apply --add 192.0.2.9=CDN', what: 'move one host to another service' },
    {
      line: 'byoip apply --plan plan.json --confirm all --journal run.jsonl',
      what: 'the plan that was reviewed, without a terminal',
    },
    { line: 'byoip apply --resume run.jsonl', what: 'go on after Ctrl-C, a crash or a stop' },
  ],
  async run(call) {
    const { resume, worker } = call.values;
    if (resume === undefined) return start(call);
    return worker === undefined ? goOn(call, resume) : goOnInWorker(call, resume, worker);
  },
});

type ApplyCall = Call<typeof OPTIONS>;

const RESUME_ONLY = ['take-over', 'answer', 'skip-wait', 'reason', 'abandon'] as const;
const START_ONLY = ['to', 'add', 'remove', 'plan', 'prefix', 'expect', 'confirm', 'journal'] as const;

async function start({ values, io, paint, paintErrors }: ApplyCall): Promise<ExitCode> {
  const misplaced = RESUME_ONLY.find((name) => values[name] !== undefined && values[name] !== false);
  if (misplaced !== undefined)
    throw usageError(`\`--${misplaced}\` is about a run`, 'pass --resume FILE as well');
  const { json, confirm, expect } = values;
  const path = values.journal ?? journalName(Date.now());
  const api = values.worker === undefined ? null : new WorkerApi(values.worker, io);
  if (api !== null) rejectWithWorker(values, ['journal', 'base-url', 'account']);
  const reading = (await api?.apiIo(io)) ?? io;
  const all = await plannedAccount(values, reading, {
    form: json ? null : 'text',
    ids: values.ids,
    data: true,
  });
  const { reports, total } = all;
  const isRefused = reports.some(({ refusals }) => refusals.length > 0);
  if (isRefused) await printRefusals(reports, liftedBy, { io, paint: paintErrors });
  const plan = isRefused ? null : runPlan(all, { untilStep: values['until-step'] ?? null });
  if (json) await io.stdout.write(`${jsonText({ kind: 'plan', total, prefixes: stepsOf(plan) })}\n`);
  else await io.stdout.write(planText(all, 'text', paint));
  if (plan === null) return EXIT.error;
  if (plan.prefixes.length === 0) return EXIT.ok;
  const terminal = new Terminal(io);
  try {
    const isAgreed = (expect ?? values.plan) !== undefined;
    await confirmRun({ plan, fingerprint: total.fingerprint, isAgreed, confirm, terminal });
    if (api !== null) {
      const view = { io, paint, json, url: values.worker ?? '' };
      for await (const run of handOver(api, all, plan)) await showHandedOver(run, view);
      return EXIT.ok;
    }
    const { client } = connectClient(values, io);
    return await startRun(plan, { client, path, io, terminal, paint, json });
  } finally {
    await terminal.close();
  }
}

/** What a program reads before the events: the steps of each prefix, to which `step` of an event refers. */
function stepsOf(plan: RunPlan | null) {
  const prefixes = plan?.prefixes ?? [];
  return prefixes.map(({ prefixId, cidr, fingerprint, steps }) => ({ prefixId, cidr, fingerprint, steps }));
}

async function goOnInWorker({ values, io, paint }: ApplyCall, id: string, url: string): Promise<ExitCode> {
  rejectWithWorker(values, ['take-over', 'skip-wait', 'until-step', 'base-url', 'account']);
  const run = await sayToRun(new WorkerApi(url, io), readRunId(id), values);
  await showHandedOver(run, { io, paint, json: values.json, url });
  return EXIT.ok;
}

async function goOn({ values, io, paint }: ApplyCall, path: string): Promise<ExitCode> {
  const misplaced = START_ONLY.find((name) => values[name] !== undefined);
  if (misplaced !== undefined) {
    throw usageError(`\`--${misplaced}\` is about a new run`, 'a run goes on with its own plan: remove it');
  }
  const commands = resumeCommands(values, userName());
  const { accountId, state } = runStatus(readJournal(path));
  if (state === 'done' && commands.length === 0) {
    const done = 'the run is done: nothing is left to do';
    await io.stdout.write(values.json ? `${jsonText({ kind: 'finished', state })}\n` : `${done}\n`);
    return EXIT.ok;
  }
  const { client } = connectClient({ ...values, account: accountId }, io);
  const terminal = new Terminal(io);
  const options = { takeOver: values['take-over'], commands, untilStep: values['until-step'] };
  try {
    return await resumeRun(options, { client, path, io, terminal, paint, json: values.json });
  } finally {
    await terminal.close();
  }
}
