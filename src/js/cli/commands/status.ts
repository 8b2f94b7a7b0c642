// `byoip status`: where a run stands, from its journal alone.

import { readFileSync } from 'node:fs';
import { runStatus } from '../../apply/apply.js';
import { type Call, defineCommand } from '../command.js';
import { CommandError, systemErrorCode, usageError } from '../errors.js';
import { EXIT, type ExitCode } from '../io.js';
import { flag } from '../options.js';
import { jsonText, safeText } from '../output.js';
import { exitCode } from '../run/carry-out.js';
import { statusText } from '../run/run-report.js';
import { readRunId, WORKER_OPTION, WorkerApi } from '../run/worker-api.js';
import { followRun, showRun, showRuns } from '../run/worker-run.js';

const OPTIONS = {
  ...WORKER_OPTION,
  follow: flag('with --worker: print each record as it comes, until the run has ended or stopped'),
} as const;

export const status = defineCommand({
  name: 'status',
  usage: 'byoip status FILE [--json] or byoip status --worker URL [RUN] [--follow] [--json]',
  options: OPTIONS,
  limit: { most: 1, takes: 'one journal, or one run', help: 'remove the other arguments', values: 'files' },
  notes: [
    'It reads the journal and sends nothing. The exit code is 0 where the run has ended, and 2 where it can be resumed.',
    'With --worker it asks a Worker about its runs, or about one. CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET are a service token of Access.',
  ],
  examples: [
    { line: 'byoip status run.jsonl', what: 'what is done, what is next, when does it end?' },
    { line: 'byoip status --worker https://byoip.example.com', what: 'the runs of a Worker' },
  ],
  async run(call) {
    const {
      values: { worker, follow, json },
      args: [what],
      io,
      paint,
    } = call;
    if (worker !== undefined) return workerStatus(call, worker, what);
    if (follow) throw usageError('`--follow` is about a run of a Worker', 'pass --worker URL as well');
    if (what === undefined) throw usageError('no journal is given', 'pass the file of the journal');
    io.rejectOutputFile(what);
    const journal = readJournal(what);
    const now = Math.max(Date.now(), lastTime(journal));
    const found = runStatus(journal, now);
    await io.stdout.write(json ? `${jsonText(found)}\n` : statusText(found, now, paint));
    return exitCode(found);
  },
});

async function workerStatus(
  { values: { follow, json }, io, paint }: Call<typeof OPTIONS>,
  url: string,
  id: string | undefined,
): Promise<ExitCode> {
  const api = new WorkerApi(url, io);
  const view = { io, paint, json, url };
  if (id !== undefined) return (follow ? followRun : showRun)(api, readRunId(id), view);
  if (follow) throw usageError('no run is given', 'pass the identifier of the run to follow');
  await showRuns(api, view);
  return EXIT.ok;
}

/** The bytes of a journal. @throws CommandError `journal-unusable` */
export function readJournal(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError({
      code: 'journal-unusable',
      message: `the journal \`${safeText(path, 200)}\` cannot be opened: ${systemErrorCode(error)}`,
      help: 'pass the file that `byoip apply` named when it started',
    });
  }
}

/** The time of the last record: the clock of an emulator may be ahead of this machine's. */
function lastTime(journal: Uint8Array): number {
  const text = new TextDecoder().decode(journal.subarray(-4096));
  const times = [...text.matchAll(/"at":"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g)];
  return Date.parse(times.at(-1)?.[1] ?? '') || 0;
}
