// A request for a run, as its JSON is.

import type { PlanTask, RestoreOptions, RunOptions } from 'byoip';
import type { ProblemText } from '../problem.js';

/** A task of a plan, without what is bound now, which is read again. */
export interface RequestedTask {
  readonly prefixId: string;
  readonly task: Omit<PlanTask, 'current'>;
}

/** A snapshot to go back to, as JSON with the API's names, and how. */
export type RequestedRestore = Omit<RestoreOptions, 'run'> & { readonly snapshot: object };

/** What is to be carried out. */
export interface RequestedRun {
  readonly what: { readonly tasks: readonly RequestedTask[] } | { readonly restore: RequestedRestore };
  /** The CIDR of the one prefix, the number of prefixes, or `all`. */
  readonly confirm: string;
  readonly options: Pick<RunOptions, 'untilStep' | 'deleteDefault'>;
}

/** Each is read again before the run begins. */
export const MOST_PREFIXES = 100;
const FIELDS: readonly string[] = ['tasks', 'restore', 'confirm', 'options'];
const OPTIONS: readonly string[] = ['untilStep', 'deleteDefault'];

/** Reads the body of a request. What is in a task or in a restore is checked where it is planned. */
export function readRequestedRun(text: string): RequestedRun | ProblemText {
  let body: Readonly<Record<string, unknown>> | null;
  try {
    body = JSON.parse(text);
  } catch {
    return invalid('the body is not JSON');
  }
  if (!isObject(body)) return invalid('the body is not an object');
  const { tasks, restore, confirm, options = {} } = body;
  if (Object.keys(body).some((name) => !FIELDS.includes(name)))
    return invalid('the body has an unknown field');
  if ((tasks === undefined) === (restore === undefined))
    return invalid('the body has both or none of `tasks` and `restore`');
  if (typeof confirm !== 'string') return invalid('`confirm` is not a text');
  if (!isObject(options) || !Object.keys(options).every((name) => OPTIONS.includes(name)))
    return invalid('`options` has another field than `untilStep` and `deleteDefault`');
  if (restore !== undefined) {
    if (!isObject(restore) || !isObject(restore.snapshot)) return invalid('`restore` has no `snapshot`');
    return { what: { restore: restore as unknown as RequestedRestore }, confirm, options };
  }
  return isTasks(tasks) ? { what: { tasks }, confirm, options } : invalid(TASKS_INVALID);
}

const TASKS_INVALID = `\`tasks\` is not a list of 1 to ${MOST_PREFIXES} prefixes, each once, with \`prefixId\` and a \`task\` that has a \`prefix\``;

function isTasks(tasks: unknown): tasks is readonly RequestedTask[] {
  if (!Array.isArray(tasks) || tasks.length === 0 || tasks.length > MOST_PREFIXES) return false;
  const isTask = (one: unknown) =>
    isObject(one) &&
    /^[0-9a-f]{32}$/.test(String(one.prefixId)) &&
    isObject(one.task) &&
    isObject(one.task.prefix);
  return tasks.every(isTask) && new Set(tasks.map(({ prefixId }) => prefixId)).size === tasks.length;
}

/** The ids of the prefixes that a request names, as far as it does. */
export function namedPrefixes({ what }: RequestedRun): readonly string[] {
  if ('tasks' in what) return what.tasks.map(({ prefixId }) => prefixId);
  const { prefixes } = what.restore.snapshot as { prefixes?: unknown };
  if (!Array.isArray(prefixes)) return [];
  return prefixes.flatMap((one) => (typeof one?.prefix?.id === 'string' ? [one.prefix.id] : []));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function invalid(message: string): ProblemText {
  return {
    status: 400,
    code: 'run-invalid',
    message,
    help: 'see docs/deploy.md for the body of a run; nothing was written',
  };
}
