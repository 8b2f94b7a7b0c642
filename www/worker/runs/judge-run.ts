// Judges a request for a run: plans it again from what the API shows now, and compares that with what was confirmed.

import {
  type Byoip,
  isByoipError,
  type PrefixTask,
  type RunOptions,
  type RunPlan,
  readSnapshot,
  restorePlan,
  runFingerprint,
  takeSnapshot,
  toRunPlan,
} from 'byoip';
import { isProblem, type ProblemText } from '../problem.js';
import {
  invalid,
  MOST_PREFIXES,
  namedPrefixes,
  type RequestedRestore,
  type RequestedRun,
  type RequestedTask,
} from './requested-run.js';

/** The plan to carry out. It sends reads only. `served`: the ids of the only prefixes to serve. */
export async function judgeRun(
  requested: RequestedRun,
  fingerprint: string,
  client: Byoip,
  accountId: string,
  served: ReadonlySet<string> | null,
): Promise<RunPlan | ProblemText> {
  const { what, confirm, options } = requested;
  const isServed = (id: string) => served === null || served.has(id);
  if (!namedPrefixes(requested).every(isServed)) return NOT_SERVED;
  try {
    const plan =
      'tasks' in what
        ? await planTasks(what.tasks, options, client, accountId)
        : await planRestore(what.restore, options, client);
    if (isProblem(plan)) return plan;
    if (!plan.prefixes.every(({ prefixId }) => isServed(prefixId))) return NOT_SERVED;
    const found = await runFingerprint(plan);
    if (plan.prefixes.length === 0 || found !== fingerprint) return changed(found, plan);
    return isConfirmed(plan, confirm) ? plan : notConfirmed(plan);
  } catch (error) {
    if (!isByoipError(error)) throw error;
    const { code, message, help = 'plan again' } = error;
    const sent = 'nothing was written';
    if (error.outcome !== undefined)
      return {
        status: 502,
        code: 'upstream-failed',
        message: `${code}: ${message}`,
        help: `${help}; ${sent}`,
      };
    if (code === 'plan-refused') return { status: 409, code, message, help: `${help}; ${sent}` };
    return { status: 422, code: 'run-invalid', message: `${code}: ${message}`, help: `${help}; ${sent}` };
  }
}

function isConfirmed({ prefixes }: RunPlan, confirm: string): boolean {
  const [first] = prefixes;
  const count = String(prefixes.length);
  return confirm === 'all' || confirm === count || (prefixes.length === 1 && confirm === first?.cidr);
}

async function planTasks(
  tasks: readonly RequestedTask[],
  options: RunOptions,
  { addressing }: Byoip,
  accountId: string,
): Promise<RunPlan | ProblemText> {
  const [prefixes, services] = await Promise.all([addressing.prefixes.list(), addressing.services.list()]);
  const fresh: PrefixTask[] = [];
  for (const { prefixId, task } of tasks) {
    const prefix = prefixes.find(({ id }) => id === prefixId);
    if (prefix === undefined || prefix.cidr !== task.prefix.cidr) return notFound(prefixId);
    const current = await addressing.prefixes.serviceBindings.list(prefixId);
    fresh.push({ prefixId, task: { ...task, prefix, current, services } });
  }
  return toRunPlan(accountId, fresh, options);
}

async function planRestore(
  { snapshot, prefixes, ...how }: RequestedRestore,
  options: RunOptions,
  client: Byoip,
): Promise<RunPlan | ProblemText> {
  const before = JSON.stringify(snapshot);
  const only = prefixes ?? readSnapshot(before).prefixes.map(({ prefix }) => prefix.cidr);
  if (only.length > MOST_PREFIXES) return invalid(`the restore is about more than ${MOST_PREFIXES} prefixes`);
  const now = await takeSnapshot(client, { only });
  return restorePlan(before, now, { ...how, prefixes: only, run: options }).run;
}

function changed(found: string, { prefixes }: RunPlan): ProblemText {
  const message =
    prefixes.length === 0
      ? 'the plan has changed: nothing is left to do'
      : `the plan has changed: from what is bound now it is ${found}`;
  return {
    status: 409,
    code: 'plan-changed',
    message,
    help: 'plan again, and read the new plan; nothing was written',
  };
}

function notConfirmed({ prefixes }: RunPlan): ProblemText {
  const [first] = prefixes;
  const expected = prefixes.length === 1 ? (first?.cidr ?? '') : String(prefixes.length);
  return {
    status: 400,
    code: 'not-confirmed',
    message: 'the plan is not confirmed',
    help: `read the plan, then send \`confirm\` as \`${expected}\`; nothing was written`,
  };
}

function notFound(prefixId: string): ProblemText {
  return {
    status: 409,
    code: 'plan-changed',
    message: `the account has no prefix ${prefixId} with the CIDR of the task`,
    help: 'read the list of prefixes, and plan again; nothing was written',
  };
}

const NOT_SERVED: ProblemText = {
  status: 403,
  code: 'prefix-not-served',
  message: 'this deployment does not serve a prefix of the run',
  help: 'use a prefix of the list of prefixes, or add its id to the setting `PREFIXES`',
};
