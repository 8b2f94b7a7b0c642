// The web worker that carries out runs: its journals are in IndexedDB, and the page sends its requests. It ends with the tab.

import wasmUrl from 'glue/planner.wasm';
import {
  apply,
  Byoip,
  ByoipError,
  indexedDbJournal,
  init,
  initPlanner,
  isByoipError,
  problemOf,
  type RunPlan,
  type RunSettings,
  type RunStatus,
  type RunView,
  readSnapshot,
  resume,
  runFingerprint,
  runStatus,
  toRunPlan,
  writeSnapshot,
} from '../../../src/js/entry/page.js';
import {
  deleteStoredJournal,
  MOST_IN_PART,
  runParts,
  storedJournals,
} from '../../../src/js/entry/page-later.js';
import { taskWithOverrides } from '../planner/plan-request.js';
import { fetchThroughPage, receiveResponse } from './fetch-through-page.js';
import type {
  MessageToPage,
  MessageToWorker,
  RestoreSubject,
  RunCalls,
  RunProgress,
  RunSubject,
  RunTarget,
  Tab,
  WorkerRequest,
} from './run-messages.js';
import { type JournalHeader, journalHeader, runProgress } from './run-progress.js';

/** The run of this tab. */
interface ActiveRun {
  readonly stop: AbortController;
  view: RunView | null;
}

/** The page gets the progress at most once in this time, ms. */
const PROGRESS_EVERY = 200;

let active: ActiveRun | null = null;

const handlers: {
  readonly [Name in keyof RunCalls]: (
    ...args: RunCalls[Name]['args']
  ) => Promise<RunCalls[Name]['result']> | RunCalls[Name]['result'];
} = {
  list: listRuns,
  async start(name, subject, target, tab) {
    const plan = planOf(subject, target.accountId);
    const header = { plan, startedAt: new Date().toISOString() };
    return carryOut(name, header, target, tab, (settings) => apply(plan, settings));
  },
  async resume(name, input, target, tab) {
    const header = journalHeader(await readJournal(name));
    return carryOut(name, header, target, tab, (settings) => resume({ ...settings, ...input }));
  },
  workerRequests,
  async command(command) {
    if (active === null) return false;
    // Until the first event the run has done nothing: only a pause can come so early.
    if (active.view === null) active.stop.abort();
    return active.view === null || (await active.view.command(command)) !== null;
  },
  journal: readJournal,
  async importJournal(name, text, { accountId, api }) {
    const status = runStatus(text);
    if (status.accountId !== accountId || !isSameApi(status.api, api)) throw otherAccount(status);
    const journal = await indexedDbJournal(name);
    try {
      await journal.read();
      await journal.append(text, 0);
    } finally {
      await journal.close?.();
    }
    return null;
  },
  async remove(name) {
    await deleteStoredJournal(name);
    return null;
  },
};

/** The Worker reads again what is bound and which services there are. */
async function workerRequests(subject: RunSubject): Promise<readonly WorkerRequest[]> {
  if (subject.kind === 'draft') {
    const { prefixId, request, overrides, fingerprint } = subject;
    const { current: _, services: __, ...task } = taskWithOverrides(request, overrides);
    return [
      { body: JSON.stringify({ tasks: [{ prefixId, task }], confirm: task.prefix.cidr }), fingerprint },
    ];
  }
  const plan = restoredPart(subject);
  const snapshot = readSnapshot(subject.before);
  const restored = plan.prefixes.map((own) => {
    return { own, sent: snapshot.prefixes.find(({ prefix }) => prefix.cidr === own.cidr) };
  });
  const requests: WorkerRequest[] = [];
  for (const part of runParts(restored, MOST_IN_PART.restored)) {
    const only = part.map(({ own }) => own.cidr);
    const prefixes = part.flatMap(({ sent }) => sent ?? []);
    const text = writeSnapshot({ ...snapshot, only, prefixes });
    const restore = { ...subject.options, prefixes: only, snapshot: JSON.parse(text) };
    requests.push({
      body: JSON.stringify({ restore, confirm: String(part.length) }),
      fingerprint: await runFingerprint({ ...plan, prefixes: part.map(({ own }) => own) }),
    });
  }
  return requests;
}

function restoredPart({ plan, leftOut }: RestoreSubject): RunPlan {
  const whole: RunPlan = JSON.parse(plan);
  return { ...whole, prefixes: whole.prefixes.filter(({ cidr }) => !leftOut.includes(cidr)) };
}

/** The plan that the person has seen. @throws ByoipError `plan-changed` where planning again gives another one */
function planOf(subject: RunSubject, accountId: string): RunPlan {
  if (subject.kind === 'restore') return restoredPart(subject);
  const { prefixId, request, overrides, fingerprint } = subject;
  const task = { ...taskWithOverrides(request, overrides), expect: fingerprint };
  return toRunPlan(accountId, [{ prefixId, task }]);
}

async function carryOut(
  name: string,
  header: JournalHeader,
  target: RunTarget,
  tab: Tab,
  work: (settings: RunSettings) => Promise<RunStatus>,
): Promise<RunProgress> {
  if (active !== null) throw new Error('this tab carries out another run');
  const run: ActiveRun = { stop: new AbortController(), view: null };
  active = run;
  let clock = { now: Date.now(), speed: 1 };
  const send = paced((view: RunView) => {
    clock = { now: view.now(), speed: view.speed };
    const progress = runProgress(view.status(), { name, header, isHeld: true, ...clock });
    post({ kind: 'progress', progress });
  });
  try {
    const { api: baseURL, token: apiToken, accountId } = target;
    const fetch = fetchThroughPage(baseURL, header.plan, post);
    const status = await work({
      client: new Byoip({ apiToken, accountId, baseURL, fetch }),
      journal: await indexedDbJournal(name),
      owner: tab,
      signal: run.stop.signal,
      onEvent(_, view) {
        run.view = view;
        send(view);
      },
    });
    return runProgress(status, { name, header, isHeld: false, ...clock });
  } finally {
    send.cancel();
    active = null;
  }
}

/** Calls `act` at most once in `PROGRESS_EVERY`, the last call included. */
function paced(act: (view: RunView) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  const call = (view: RunView): void => {
    if (timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        last = performance.now();
        act(view);
      },
      Math.max(0, last + PROGRESS_EVERY - performance.now()),
    );
  };
  return Object.assign(call, { cancel: () => clearTimeout(timer) });
}

async function listRuns({
  accountId,
  api,
}: Pick<RunTarget, 'accountId' | 'api'>): Promise<readonly RunProgress[]> {
  const runs = (await storedJournals()).flatMap(({ name, bytes, isHeld }): RunProgress[] => {
    try {
      const status = runStatus(bytes);
      if (status.accountId !== accountId || !isSameApi(status.api, api)) return [];
      const header = journalHeader(new TextDecoder().decode(bytes));
      return [runProgress(status, { name, header, now: Date.now(), speed: 1, isHeld })];
    } catch (error) {
      // A tab was closed before the first record, or the browser lost a part: nothing can go on from here.
      if (isByoipError(error)) return [];
      throw error;
    }
  });
  return runs.sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
}

async function readJournal(name: string): Promise<string> {
  const found = (await storedJournals()).find((one) => one.name === name);
  if (found === undefined) throw new Error(`this browser no longer has the journal ${name}`);
  return new TextDecoder().decode(found.bytes);
}

const LOCAL_EMULATOR = /^http:\/\/127\.0\.0\.1[:/]/;

/** An emulator on this machine may get another port. */
const isSameApi = (one: string, other: string): boolean =>
  one === other || (LOCAL_EMULATOR.test(one) && LOCAL_EMULATOR.test(other));

function otherAccount({ accountId, api }: RunStatus): ByoipError {
  return new ByoipError({
    code: 'journal-other-api',
    message: `this journal is of a run in the account \`${accountId}\` at \`${api}\``,
    help: 'open that account, then open the journal again',
  });
}

function post(message: MessageToPage): void {
  self.postMessage(message);
}

let ready: Promise<unknown> | null = null;

self.addEventListener('message', async ({ data }: MessageEvent<MessageToWorker>) => {
  if (data.kind === 'response') {
    receiveResponse(data.id, data.response);
    return;
  }
  const { id, name, args, coreUrl } = data;
  try {
    ready ??= Promise.all([init(fetch(coreUrl)), initPlanner(fetch(new URL(wasmUrl, import.meta.url)))]);
    await ready;
    const result = await (handlers[name] as (...args: readonly unknown[]) => unknown)(
      // biome-ignore lint/plugin: the arguments of one of our own functions, as many as it has
      ...args,
    );
    post({ kind: 'result', id, result });
  } catch (error) {
    // Sent as data, since a message cannot carry the class of an error.
    if (isByoipError(error)) post({ kind: 'problem', id, problem: problemOf(error) });
    else post({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error) });
  }
});
