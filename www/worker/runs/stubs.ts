// The bindings of runs, as the other parts of the Worker call them.

import type { RunCommand, RunPlan } from 'byoip';
import type { RawEnv } from '../env.js';
import type { ProblemText } from '../problem.js';
import type { Replied } from './command-problem.js';
import type { Turn } from './request-budget.js';
import type { RunReport, RunSummary } from './run-keeper.js';
import type { ClaimResult, ListedRun, RunClaim } from './run-list.js';
import type { RunFacts } from './run-store.js';

/** A binding of Durable Objects. */
interface Namespace<Stub> {
  idFromName(name: string): unknown;
  get(id: unknown): Stub;
}

/** One run. */
export interface RunStub {
  start(facts: RunFacts, plan: RunPlan): Promise<Replied<null>>;
  report(): Promise<Replied<RunReport | null>>;
  command(command: RunCommand): Promise<Replied<RunReport | null>>;
  journal(): Promise<Replied<string | null>>;
  rouse(): Promise<void>;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** The list of runs. */
export interface RunListStub {
  holder(prefixIds: readonly string[], fingerprint: string): Promise<ClaimResult | null>;
  claim(claim: RunClaim): Promise<ClaimResult>;
  report(id: string, summary: RunSummary): Promise<void>;
  withdraw(id: string): Promise<void>;
  list(): Promise<readonly ListedRun[]>;
  rouse(): Promise<number>;
}

/** The objects of runs. */
export interface RunBindings {
  run(id: string): RunStub;
  list(): RunListStub;
  budget(): { take(speed: number): Promise<Turn> };
}

/** The objects of runs, from the settings. */
export function runBindings(unchecked: RawEnv): RunBindings | ProblemText {
  const { RUNS, RUN_LIST, REQUEST_BUDGET } = unchecked;
  if (!isNamespace<RunStub>(RUNS)) return missing('RUNS');
  if (!isNamespace<RunListStub>(RUN_LIST)) return missing('RUN_LIST');
  if (!isNamespace<ReturnType<RunBindings['budget']>>(REQUEST_BUDGET)) return missing('REQUEST_BUDGET');
  return {
    run: (id) => RUNS.get(RUNS.idFromName(id)),
    list: () => RUN_LIST.get(RUN_LIST.idFromName('all')),
    budget: () => REQUEST_BUDGET.get(REQUEST_BUDGET.idFromName('all')),
  };
}

function isNamespace<Stub>(value: unknown): value is Namespace<Stub> {
  return typeof value === 'object' && value !== null && 'idFromName' in value;
}

function missing(name: string): ProblemText {
  return {
    status: 500,
    code: 'setting-missing',
    message: `the setting \`${name}\` is missing`,
    help: 'bind the Durable Object under this name, as www/wrangler.jsonc does',
  };
}
