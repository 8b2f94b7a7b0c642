// Judges a request for a run: plans its tasks again from what the API shows now, and compares that with what was confirmed.

import {
  type Byoip,
  isByoipError,
  type PlanTask,
  type PrefixTask,
  type RunOptions,
  type RunPlan,
  runFingerprint,
  toRunPlan,
} from 'byoip';
import type { ProblemText } from '../problem.js';

/** A request for a run, as its JSON is. */
export interface RequestedRun {
  /** The plans' tasks, without their current bindings, which are read again. */
  readonly tasks: readonly { readonly prefixId: string; readonly task: Omit<PlanTask, 'current'> }[];
  /** The CIDR of the one prefix, the number of prefixes, or `all`. */
  readonly confirm: string;
  readonly options: Pick<RunOptions, 'untilStep' | 'deleteDefault'>;
}

/** Each is read again before the run begins. */
const MOST_PREFIXES = 100;
const FIELDS: readonly string[] = ['tasks', 'confirm', 'options'];
const OPTIONS: readonly string[] = ['untilStep', 'deleteDefault'];

/** Reads the body of a request. */
export function readRequestedRun(text: string): RequestedRun | ProblemText {
  let body: Partial<RequestedRun> | null;
  try {
    body = JSON.parse(text);
  } catch {
    return invalid('the body is not JSON');
  }
  if (!isObject(body)) return invalid('the body is not an object');
  const { tasks, confirm, options = {} } = body;
  const odd = Object.keys(body).find((name) => !FIELDS.includes(name));
  if (odd !== undefined) return invalid('the body has an unknown field');
  if (!Array.isArray(tasks) || tasks.length === 0 || tasks.length > MOST_PREFIXES) {
    return invalid(`\`tasks\` is not a list of 1 to ${MOST_PREFIXES} tasks`);
  }
  const isTask = (one: Partial<RequestedRun['tasks'][number]>) =>
    isObject(one) && /^[0-9a-f]{32}$/.test(String(one.prefixId)) && isObject(one.task?.prefix);
  if (!tasks.every(isTask)) return invalid('a task has no `prefixId`, or no `task` with a `prefix`');
  if (new Set(tasks.map(({ prefixId }) => prefixId)).size < tasks.length)
    return invalid('two tasks are about one prefix');
  if (typeof confirm !== 'string') return invalid('`confirm` is not a text');
  if (!isObject(options) || !Object.keys(options).every((name) => OPTIONS.includes(name)))
    return invalid('`options` has another field than `untilStep` and `deleteDefault`');
  return { tasks, confirm, options };
}

/** The plan to carry out. It sends reads only. `served`: the ids of the only prefixes to serve. */
export async function judgeRun(
  { tasks, confirm, options }: RequestedRun,
  fingerprint: string,
  client: Byoip,
  accountId: string,
  served: ReadonlySet<string> | null,
): Promise<RunPlan | ProblemText> {
  if (tasks.some(({ prefixId }) => served !== null && !served.has(prefixId))) return NOT_SERVED;
  try {
    const { addressing } = client;
    const [prefixes, services] = await Promise.all([addressing.prefixes.list(), addressing.services.list()]);
    const fresh: PrefixTask[] = [];
    for (const { prefixId, task } of tasks) {
      const prefix = prefixes.find(({ id }) => id === prefixId);
      if (prefix === undefined || prefix.cidr !== task.prefix.cidr) return notFound(prefixId);
      const current = await addressing.prefixes.serviceBindings.list(prefixId);
      fresh.push({ prefixId, task: { ...task, prefix, current, services } });
    }
    const plan = toRunPlan(accountId, fresh, options);
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

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): ProblemText {
  return {
    status: 400,
    code: 'run-invalid',
    message,
    help: 'see docs/deploy.md for the body of a run; nothing was sent to the API',
  };
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
