// The runs of the Worker behind the page: started, listed, commanded, and followed while they go on.

import type { RunCommand, RunState, RunStatus } from '../../../src/js/entry/page.js';
import { noResponseError, notJsonError, type PageError, workerError } from '../errors/page-error.js';
import { truncate } from '../lib/truncate.js';
import { WorkerRunError } from './run-error.js';
import type { RunProgress, WorkerFacts } from './run-messages.js';
import { type JournalHeader, journalHeader, runProgress } from './run-progress.js';

/** The id of a run of the Worker; no journal of this browser has such a name. */
export const WORKER_RUN_ID = /^[0-9a-f]{32}$/;
/** Path of the routes, relative to the page. */
export const WORKER_RUNS = 'api/runs';

/** A run in the list of the Worker. */
interface ListedWorkerRun {
  readonly id: string;
  readonly createdAt: string;
  readonly actor: string;
  /** CIDRs. */
  readonly prefixes: readonly string[];
  readonly state: RunState;
  readonly stepsDone: number;
  readonly steps: number;
  /** Times in ms since 1970. */
  readonly endsAt: number | null;
  readonly wakesAt: number | null;
}

interface WorkerRunReport {
  readonly createdAt: string;
  /** The clock of the run, ms since 1970. */
  readonly now: number;
  readonly status: RunStatus;
}

/** Starts a run, or finds the one that the same request has started; its id. @throws WorkerRunError */
export async function startWorkerRun(body: string, fingerprint: string): Promise<string> {
  const headers = { 'content-type': 'application/json', 'x-byoip-confirm': fingerprint };
  const response = await send('POST', '', 'The run did not start', { body, headers });
  return (await response.json()).id;
}

/** The runs of the account, the newest first. `idOf` gives the id of a prefix. @throws WorkerRunError */
export async function listWorkerRuns(
  worker: WorkerFacts,
  idOf: (cidr: string) => string,
): Promise<readonly RunProgress[]> {
  const response = await send('GET', '', LIST_FAILED);
  const { runs }: { runs: readonly ListedWorkerRun[] } = await response.json();
  return runs.map((one) => listedProgress(one, worker, idOf));
}

/** @throws WorkerRunError */
export async function commandWorkerRun(id: string, command: RunCommand): Promise<void> {
  let init: RequestInit = {};
  if (command.command === 'answer') {
    const { question, choice } = command;
    init = { body: JSON.stringify({ question, choice }), headers: { 'content-type': 'application/json' } };
  }
  await send('POST', `/${id}/${command.command}`, 'The run did not take the command', init);
}

/** The text of the journal. @throws WorkerRunError */
export async function workerRunJournal(id: string): Promise<string> {
  return (await send('GET', `/${id}/journal`, LIST_FAILED)).text();
}

export interface FollowHandlers {
  onProgress(progress: RunProgress): void;
  /** The Worker does not answer; it is asked again. */
  onError(error: unknown): void;
}

/** Between two looks at a run, ms: a record brings the next one forward, and each look without one doubles the time. */
const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/** Follows a run until it has ended, or the returned function is called. */
export function followWorkerRun(id: string, worker: WorkerFacts, handlers: FollowHandlers) {
  let isOver = false;
  let pause = SHORTEST_PAUSE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let header: JournalHeader | null = null;
  let isLooking = false;
  let hasNewRecord = false;
  const schedule = (): void => {
    // A stop has no record, so the first look behind a record is not the last one.
    pause = hasNewRecord ? SHORTEST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(look, pause);
  };
  const soon = (): void => {
    if (hasNewRecord) return;
    hasNewRecord = true;
    if (!isLooking) schedule();
  };
  const closeRecords = openRecords(id, soon);
  const stop = (): void => {
    isOver = true;
    clearTimeout(timer);
    closeRecords();
  };
  const look = async (): Promise<void> => {
    isLooking = true;
    hasNewRecord = false;
    try {
      header ??= journalHeader(await workerRunJournal(id));
      const { now, status, createdAt }: WorkerRunReport = await (
        await send('GET', `/${id}`, LIST_FAILED)
      ).json();
      if (isOver) return;
      const known = { name: id, header: { ...header, startedAt: createdAt }, speed: 1, isHeld: null, worker };
      handlers.onProgress(runProgress(status, { ...known, now: worker.isEmulated ? now : Date.now() }));
      if (status.state === 'done' || status.state === 'abandoned') stop();
    } catch (error) {
      if (!isOver) handlers.onError(error);
    }
    isLooking = false;
    schedule();
  };
  look();
  return stop;
}

/** Calls back for each record, over a connection that is opened again where it fails. */
function openRecords(id: string, onRecord: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource;
  const open = (): void => {
    // After a lost connection the browser asks for the records behind the last one; after another answer it gives up.
    source = new EventSource(`${WORKER_RUNS}/${id}/events`);
    source.addEventListener('record', onRecord);
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, LONGEST_PAUSE);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

const LIST_FAILED = 'The runs of the Worker cannot be read';

/** @throws WorkerRunError where the Worker refuses or does not answer */
async function send(method: string, path: string, title: string, init: RequestInit = {}): Promise<Response> {
  const url = `${WORKER_RUNS}${path}`;
  const where = `${method} /${url}`;
  const fail = (error: PageError): WorkerRunError => new WorkerRunError({ ...error, title });
  let response: Response;
  try {
    response = await fetch(url, { ...init, method, cache: 'no-store', redirect: 'error' });
  } catch {
    throw fail(noResponseError(where));
  }
  const { ok, status, headers } = response;
  const type = headers.get('content-type') ?? '';
  if (ok && /^application\/json/.test(type)) return response;
  const body = ok ? null : await response.json().catch(() => null);
  if (typeof body?.error?.code !== 'string') throw fail(notJsonError(type, status, where));
  throw fail({ ...workerError(body.error, where, status), needsToken: false });
}

/** A run of which the list has only the totals. */
function listedProgress(
  { id, createdAt, actor, prefixes, state, stepsDone, steps, endsAt, wakesAt }: ListedWorkerRun,
  worker: WorkerFacts,
  idOf: (cidr: string) => string,
): RunProgress {
  const now = Date.now();
  const prefixState = wakesAt !== null && wakesAt > now ? 'waiting' : 'running';
  const unknown = { stepsDone: 0, steps: 0, until: null, blocked: null, listed: [] };
  return {
    ...{ name: id, worker, state, stepsDone, steps, endsAt, now, speed: 1 },
    ...{ owner: actor, host: '', heldUntil: 0, isHeld: null, startedAt: createdAt },
    prefixIds: prefixes.map(idOf),
    prefixes: truncate(
      prefixes.map((cidr) => ({ cidr, prefixId: idOf(cidr), state: prefixState, ...unknown })),
      1,
    ),
  };
}
