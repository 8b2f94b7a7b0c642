// `byoip restore`: brings the account back to a snapshot.

import { createHash } from 'node:crypto';
import { RESTORE_LIMITS, restoreReport, restoreScript } from '../../drift.js';
import type { Restore, RestoreOptions } from '../../types/drift.js';
import type { RunPlan } from '../../types/run.js';
import { connectClient } from '../account/api-client.js';
import { liveSnapshot, snapshotFile } from '../account/live-snapshot.js';
import { type Call, defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { parseCidrArgument, rejectSharedStdin } from '../input.js';
import { EXIT, type ExitCode } from '../io.js';
import { API_OPTIONS, choice, flag, required, text, texts } from '../options.js';
import { jsonText } from '../output.js';
import { changedError, PLAN_OPTIONS, planOptionsOf } from '../plan/plan-options.js';
import { paintLine } from '../plan/plan-report.js';
import { Terminal } from '../run/ask.js';
import { journalName, startRun } from '../run/carry-out.js';
import { confirmRun } from '../run/confirm.js';
import { rejectWithWorker, WORKER_OPTION, WorkerApi, type WorkerRun } from '../run/worker-api.js';
import { handRestoreOver, showHandedOver } from '../run/worker-run.js';

const { snapshot: _, ...HOW } = PLAN_OPTIONS;

const OPTIONS = {
  from: required(
    text('FILE', 'the snapshot to go back to; - for standard input'),
    'no snapshot is given',
    'pass --from FILE: a file of `byoip snapshot -o`',
  ),
  prefix: texts('CIDR', 'only this prefix; can be repeated'),
  'remove-additions': flag(
    'delete the bindings that the snapshot does not have, in prefixes that it has, and withdraw what was withdrawn',
  ),
  ...HOW,
  expect: text('FINGERPRINT', 'the fingerprint of the restore that was agreed: fail if it is another one'),
  confirm: text('CIDR|N|all', 'agree without being asked: the prefix, the number of prefixes, or `all`'),
  journal: text('FILE', 'the file of the journal; default: a name with the time, in this folder'),
  'dry-run': flag('print the restore and send nothing'),
  offline: flag('print the restore without the API, as if everything in the snapshot were lost'),
  export: choice(['curl'], 'print the restore as a script, for a machine without byoip'),
  ...API_OPTIONS,
  ...WORKER_OPTION,
} as const;

type RestoreCall = Call<typeof OPTIONS>;

export const restore = defineCommand({
  name: 'restore',
  usage:
    'byoip restore --from FILE [--prefix CIDR…] [--remove-additions] [--expect FINGERPRINT] [--confirm CIDR|N|all] [--journal FILE] [--dry-run] [--offline] [--export curl] [-o FILE] [--json] or byoip restore --from FILE … --worker URL',
  options: OPTIONS,
  limit: { help: 'pass the snapshot with --from FILE' },
  notes: [
    'It compares the account with the snapshot, shows what it will do, asks, and carries it out like `byoip apply`: for each prefix the bindings in a safe order, BGP prefixes that are gone and their settings, delegations, and last the advertisement. What it cannot bring back it lists with the way to do it.',
    'It deletes nothing that the snapshot does not have, and withdraws nothing, unless with --remove-additions. A run that has stopped goes on with `byoip apply --resume FILE`.',
    'The exit code is 0 when all is done, 2 when the run has stopped and can be resumed, and 1 for an error. With --dry-run and --offline it is 0, or 2 where a limit refuses a part.',
  ],
  examples: [
    { line: 'byoip restore --from before.json', what: 'after an incident: bring everything back' },
    { line: 'byoip restore --from before.json --dry-run', what: 'what would it do?' },
    {
      line: 'byoip restore --from before.json --offline --export curl -o restore.sh',
      what: 'a script to keep, for a day without this program',
    },
  ],
  async run(call) {
    const { values, io } = call;
    rejectSharedStdin(values.from);
    const before = (await snapshotFile(values.from, io)).bytes;
    const api = values.worker === undefined ? null : new WorkerApi(values.worker, io);
    if (api !== null) rejectWithWorker(values, ['journal', 'base-url', 'account', 'offline', 'export']);
    const reading = (await api?.apiIo(io)) ?? io;
    const now = values.offline ? null : await liveSnapshot(values, reading);
    const options = restoreOptions(values);
    if (values.export !== undefined) {
      await io.stdout.write(restoreScript(before, now, options));
      return EXIT.ok;
    }
    const { data, lines } = restoreReport(before, now, options);
    return carryOut(
      data,
      lines.map((line) => paintLine(line, call.paint)),
      call,
      api && ((plan) => handRestoreOver(api, before, options, plan)),
    );
  },
});

function restoreOptions(values: RestoreCall['values']): RestoreOptions {
  const { prefix, 'remove-additions': removeAdditions } = values;
  const { limits, ...how } = planOptionsOf(values);
  const given = Object.entries(limits ?? {}).filter(([, value]) => value !== undefined && value !== false);
  return {
    ...how,
    prefixes: prefix?.map((one) => parseCidrArgument(one, '--prefix').cidr),
    removeAdditions,
    limits: { ...RESTORE_LIMITS, ...Object.fromEntries(given) },
  };
}

async function carryOut(
  { run, manual }: Restore,
  lines: readonly string[],
  { values, io, paint }: RestoreCall,
  toWorker: ((plan: RunPlan) => AsyncIterable<WorkerRun>) | null,
): Promise<ExitCode> {
  const { json, expect, confirm, offline } = values;
  if (confirm !== undefined && (offline || values['dry-run']))
    throw usageError('nothing is sent with --offline and --dry-run', 'remove --confirm');
  const fingerprint = `sha256:${createHash('sha256').update(JSON.stringify(run.prefixes)).digest('hex')}`;
  if (expect !== undefined && expect !== fingerprint) throw changedError(expect, fingerprint);
  if (json) await io.stdout.write(`${jsonText({ kind: 'restore', fingerprint, run, manual })}\n`);
  else await io.stdout.write(`${[...lines, `fingerprint ${fingerprint}`].join('\n')}\n`);
  const isRefused = manual.some(({ lift }) => lift !== null);
  if (offline || values['dry-run']) return isRefused ? EXIT.findings : EXIT.ok;
  if (run.prefixes.length === 0) return isRefused ? EXIT.error : EXIT.ok;
  const terminal = new Terminal(io);
  try {
    // The snapshot says what is wanted, so that --confirm is enough.
    const isAgreed = (expect ?? confirm) !== undefined;
    await confirmRun({ plan: run, fingerprint, isAgreed, confirm, terminal });
    if (toWorker !== null) {
      const view = { io, paint, json, url: values.worker ?? '' };
      for await (const one of toWorker(run)) await showHandedOver(one, view);
      return EXIT.ok;
    }
    const { client } = connectClient(values, io);
    const path = values.journal ?? journalName(Date.now());
    return await startRun(run, { client, path, io, terminal, paint, json });
  } finally {
    await terminal.close();
  }
}
