// The options of a plan, and the plans of all prefixes that the desired bindings are about.

import type { ListTask } from '../../plan/binding-lists.js';
import { PLAN_LIMITS } from '../../plan/plan.js';
import type { PlanReport, ReportParts } from '../../plan/report.js';
import type { PlanLimits, Refusal } from '../../types/plan.js';
import type { AccountSource } from '../account/account.js';
import { readAccountFile } from '../account/account-file.js';
import type { AccountPrefix } from '../account/account-prefix.js';
import { CommandError } from '../errors.js';
import { readInput, rejectSharedStdin } from '../input.js';
import type { Io } from '../io.js';
import { choice, flag, type Option, type Options, type OptionValues, text, time, whole } from '../options.js';
import { pluralize, safeText } from '../output.js';
import { withSources } from './finding-source.js';
import { type PlannedPrefix, type PlanTotal, totalOf } from './plan-document.js';
import { readAccountInput, readingNotice, type TaskValues } from './plan-input.js';

const percent = (help: string): Option => whole('PERCENT', { least: 0, most: 100 }, help);

/** The option for each limit. */
const LIMITS = {
  allowDefault: flag('lift: the plan writes the binding of the whole prefix'),
  allowUnowned: flag('lift: addresses have no owner for a while'),
  allowEmpty: flag('lift: nothing is bound at the end'),
  allowRegional: flag('lift: a regional binding is in the way'),
  allowUnknownServices: flag('lift: a desired service is not known'),
  allowDefaultDelete: flag(
    'lift: the plan deletes the default where the API is expected to refuse that under `strict`',
  ),
  allowStuck: flag('lift: addresses depend on a binding that does not become active'),
  deletedPercent: percent(`maximum deleted bindings; default: ${PLAN_LIMITS.deletedPercent}`),
  deletedFrom: whole(
    'BINDINGS',
    { least: 0, most: 1_000_000 },
    `number of bindings from which --deleted-percent applies; default: ${PLAN_LIMITS.deletedFrom}`,
  ),
  changedPercent: percent(`maximum addresses whose owner changes; default: ${PLAN_LIMITS.changedPercent}`),
  missingPercent: percent(
    `maximum bindings missing compared to --snapshot; default: ${PLAN_LIMITS.missingPercent}`,
  ),
} as const satisfies Record<keyof PlanLimits, Option>;

/** The name of the option for a limit: `allow-default`. */
const optionOf = (limit: string): string => limit.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The options that say how a plan is made, and how much it may change. */
export const PLAN_OPTIONS = {
  policy: choice(
    ['hitless', 'fewest-writes'],
    'the fewest addresses hit, or the fewest writes; default: hitless',
  ),
  profile: choice(
    ['strict', 'lenient'],
    'whether the API allows writes to the default while more specific bindings exist; default: strict (it does not)',
  ),
  gate: choice(
    ['settled', 'active'],
    'what a wait after new bindings waits for: every edge, or a majority; default: settled',
  ),
  'settled-since': time(
    'six hours after the last write to the prefix, such as 2026-02-20T18:00:00Z; without it the plan assumes that nothing was deleted in the last six hours',
  ),
  snapshot: text(
    'FILE',
    'an earlier list or snapshot: refuse the plan where the current list is much shorter',
  ),
  force: flag('lift all refusals'),
  ...Object.fromEntries(Object.entries(LIMITS).map(([limit, option]) => [optionOf(limit), option])),
} as const satisfies Options;

/** The values of these options; those of the limits are found by their names. */
export type PlanValues = TaskValues &
  Partial<OptionValues<typeof PLAN_OPTIONS>> &
  Readonly<Record<string, unknown>>;

/** The plans of an account. */
export interface PlannedAccount {
  readonly account: AccountSource;
  readonly planned: readonly PlannedPrefix[];
  readonly reports: readonly PlanReport[];
  readonly total: PlanTotal;
  readonly untouched: readonly AccountPrefix[];
  /** How the list was read; undefined where there was none. */
  readonly notice: string | undefined;
}

/**
 * Plans all prefixes that the desired bindings are about, each once.
 *
 * @throws CommandError with the codes of `readAccountInput`; ByoipError with those of `plan`
 */
export async function planAccount(values: PlanValues, io: Io, parts: ReportParts): Promise<PlannedAccount> {
  const { snapshot } = values;
  rejectSharedStdin(values.from, values.to, values.services, snapshot);
  const { account, inputs, untouched, list } = await readAccountInput(values, io);
  const sizeOf = await snapshotSizes(snapshot, values.prefix !== undefined, io);
  const planned = inputs.map(({ task: input, lists, readAs, sourceOf }, i): PlannedPrefix => {
    io.progress.say(`planning ${i + 1} of ${pluralize(inputs.length, 'prefix', 'prefixes')} …`);
    const { prefix } = input;
    const task = { ...input, ...planOptionsOf(values), snapshotSize: sizeOf(prefix) };
    const report = withSources(() => lists.report(task, parts), sourceOf);
    const whole = () => ({ ...task, current: lists.current(), desired: lists.desired() });
    return { prefix, readAs, report, task: whole };
  });
  const [first] = inputs;
  const notice =
    list === undefined || first === undefined ? undefined : readingNotice(list, first.readAs, first.columns);
  const reports = planned.map(({ report }) => report);
  return { account, planned, reports, total: totalOf(reports), untouched, notice };
}

/** The part of a task that is the same for all prefixes. */
export function planOptionsOf(values: Readonly<Record<string, unknown>>): Omit<ListTask, 'prefix'> {
  const { policy, profile, gate, force } = values;
  const limits = Object.keys(LIMITS).map((limit) => [limit, values[optionOf(limit)]]);
  return {
    ...({ policy, profile, gate, force } as Pick<ListTask, 'policy' | 'profile' | 'gate' | 'force'>),
    settledSince: values['settled-since'] as string | undefined,
    limits: Object.fromEntries(limits) as PlanLimits,
  };
}

/** The error of a plan that is not the agreed one. */
export function changedError(expected: string, found: string): CommandError {
  return new CommandError({
    code: 'plan-changed',
    message: `the plan has changed: expected \`${safeText(expected, 100)}\`, got ${found}`,
    help: 'a current binding, a desired one or an option has changed: read the new plan',
  });
}

/** The number of bindings of each prefix in an earlier file; undefined where it has no such prefix. */
async function snapshotSizes(
  path: string | undefined,
  isRequired: boolean,
  io: Io,
): Promise<(prefix: AccountPrefix) => number | undefined> {
  if (path === undefined) return () => undefined;
  const file = readAccountFile(await readInput(path, io));
  return ({ cidr }) => {
    const isThere = isRequired || !file.isSnapshot || file.prefixes().some((prefix) => prefix.cidr === cidr);
    return isThere ? file.bindings(file.find(cidr, '--snapshot')).length : undefined;
  };
}

/** The option that lifts a refusal, as it is written. */
export function liftedBy({ lift }: Refusal): string {
  return `--${optionOf(lift)}${LIMITS[lift].value === undefined ? '' : ' N'}`;
}
