// Which account a run is about, and whether the page may carry out a run there.

import { API_BASE_URL } from '../../../src/js/entry/page.js';
import type { PageState } from '../state/page-state.js';
import type { RunTarget, Tab, WorkerFacts } from './run-messages.js';

type SourceKeys = 'source' | 'session' | 'workerInfo';

/** The API of the demo, and of an emulator behind the Worker, in journals: addresses of this machine. */
const DEMO_API = 'http://localhost/client/v4';
const EMULATOR_API = 'http://127.0.0.1/client/v4';

/** `null` where no account of an API is open. */
export function runTarget({ source, session, workerInfo }: Pick<PageState, SourceKeys>): RunTarget | null {
  if (session === null) return null;
  const { accountId, token } = session;
  if (source.kind === 'demo') return { accountId, token, api: DEMO_API };
  if (source.kind !== 'live' || workerInfo.kind !== 'ready') return null;
  const api = workerInfo.value.emulated ? EMULATOR_API : API_BASE_URL;
  // Where the Worker has a token of its own, the page sends none; a client needs some text.
  return { accountId, token: token === '' ? 'none' : token, api };
}

/** `null` where the Worker carries out no runs, or its account is not open. */
export function runsOfWorker({
  source,
  session,
  workerInfo,
}: Pick<PageState, SourceKeys>): WorkerFacts | null {
  if (source.kind !== 'live' || session === null || workerInfo.kind !== 'ready') return null;
  const { runs, emulated: isEmulated, writes: canChange } = workerInfo.value;
  return runs ? { isEmulated, canChange } : null;
}

/** Why the page cannot carry out a run here, as a sentence; `null` where it can. */
export function applyObstacle(state: Pick<PageState, SourceKeys>): string | null {
  const { source, workerInfo } = state;
  if (source.kind === 'file' || source.kind === 'link') {
    return `A ${source.kind} is not an account: this page cannot apply a plan to it. Open the account under Live, or use byoip apply.`;
  }
  if (source.kind === 'live' && workerInfo.kind === 'ready' && !workerInfo.value.writes) {
    return 'This page cannot apply plans: its Worker is read only. Use byoip apply, or export a script.';
  }
  if (runTarget(state) === null) return 'No account is open.';
  return typeof indexedDB === 'undefined' || indexedDB.databases === undefined
    ? 'This browser cannot keep the journal of a run, so this page cannot apply plans. Use byoip apply.'
    : null;
}

/** In the local storage: what tells this browser from others. */
const BROWSER_KEY = 'byoip-browser';

/** This tab, as journals name it. */
export function thisTab(): Tab {
  const opened = new Date(performance.timeOrigin).toISOString().slice(0, 16).replace('T', ' ');
  return { name: `the tab opened at ${opened} UTC`, host: thisBrowser() };
}

/** `planner.example.com, browser 1a2b3c4d`; another one each time where the browser keeps nothing. */
export function thisBrowser(): string {
  let id = crypto.getRandomValues(new Uint32Array(1))[0]?.toString(16).padStart(8, '0') ?? '';
  try {
    id = localStorage.getItem(BROWSER_KEY) ?? id;
    localStorage.setItem(BROWSER_KEY, id);
  } catch {
    // The storage is not allowed.
  }
  return `${location.host}, browser ${id}`;
}
