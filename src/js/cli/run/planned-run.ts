// The plans of a run: planned now, or from a file and planned again.

import { runPlanOf } from '../../apply/run-plan.js';
import { planReport, type ReportParts } from '../../plan/report.js';
import type { RunOptions, RunPlan } from '../../types/run.js';
import { type AccountSource, loadBindings, openAccount } from '../account/account.js';
import { CommandError, usageError } from '../errors.js';
import { readInput } from '../input.js';
import type { Io } from '../io.js';
import { safeText } from '../output.js';
import { type PlanDocument, type PlannedPrefix, planOf, totalOf } from '../plan/plan-document.js';
import { changedError, type PlannedAccount, type PlanValues, planAccount } from '../plan/plan-options.js';

/** The values of options that lead to plans. */
export interface RunValues extends PlanValues {
  readonly plan?: string | undefined;
  readonly expect?: string | undefined;
}

/**
 * The plans of the account for these options, made from what the API shows now.
 *
 * @throws CommandError `plan-changed`, `plan-malformed`, `plan-of-another-account`, and the codes of `planAccount`
 */
export async function plannedAccount(values: RunValues, io: Io, parts: ReportParts): Promise<PlannedAccount> {
  const planned =
    values.plan === undefined
      ? await planAccount(values, io, parts)
      : await planAgain(values.plan, values, io, parts);
  const { fingerprint } = planned.total;
  if (values.expect !== undefined && values.expect !== fingerprint) {
    throw changedError(values.expect, fingerprint);
  }
  return planned;
}

/** The plans for `apply`. None of them is refused. */
export function runPlan({ account, planned }: PlannedAccount, options: RunOptions): RunPlan {
  const tasks = planned.map(({ prefix, task, report }) => ({
    prefixId: prefix.id ?? '',
    task: task(),
    plan: planOf(report),
  }));
  return runPlanOf(account.accountId ?? '', tasks, options);
}

/** Input options that a plan file has instead. */
const INPUTS = ['to', 'add', 'remove', 'default', 'claims', 'default-only', 'services', 'prefix'] as const;

/** Plans a document's tasks again, from the current bindings: each has to give the plan of the document. */
async function planAgain(
  path: string,
  values: RunValues,
  io: Io,
  parts: ReportParts,
): Promise<PlannedAccount> {
  const extra = INPUTS.find((name) => values[name] !== undefined && values[name] !== false);
  if (extra !== undefined) {
    throw usageError(`\`--${extra}\` does not go with \`--plan\``, 'the file has the desired bindings');
  }
  const document = await readDocument(path, io);
  const account = await openAccount({ account: values.account, 'base-url': values['base-url'] }, io);
  if (document.accountId !== null && document.accountId !== account.accountId) {
    throw new CommandError({
      code: 'plan-of-another-account',
      message: `\`${safeText(path, 200)}\` is a plan of the account ${safeText(document.accountId)}, not of ${safeText(account.accountId ?? '-')}`,
      help: 'set CLOUDFLARE_ACCOUNT_ID to that account, or plan again for this one',
    });
  }
  const planned = await againstNow(document, account, parts, io);
  const changed = planned.filter(
    ({ report }, i) => report.fingerprint !== document.plans[i]?.plan.fingerprint,
  );
  if (changed.length > 0) {
    const cidrs = changed.map(({ prefix }) => prefix.cidr);
    const more = cidrs.length > 5 ? ` and ${cidrs.length - 5} more` : '';
    throw new CommandError({
      code: 'plan-changed',
      message: `the plan of ${cidrs.slice(0, 5).join(', ')}${more} is not the one in \`${safeText(path, 200)}\` any more`,
      help: 'the bindings have changed since: plan again, and read the new plan',
    });
  }
  const reports = planned.map(({ report }) => report);
  return { account, planned, reports, total: totalOf(reports), untouched: [], notice: undefined };
}

async function againstNow(
  { plans }: PlanDocument,
  account: AccountSource,
  parts: ReportParts,
  io: Io,
): Promise<readonly PlannedPrefix[]> {
  const prefixes = [];
  for (const { task } of plans) prefixes.push(await account.find(task.prefix.cidr, 'the plan'));
  const services = await account.services();
  const bound = await loadBindings(account, io, prefixes);
  return plans.map(({ task: old, readAs }, i) => {
    const { prefix = old.prefix, bindings = [] } = bound[i] ?? {};
    if (prefix.cidr !== old.prefix.cidr) {
      throw new CommandError({
        code: 'prefix-not-found',
        message: `the account has no prefix ${safeText(old.prefix.cidr)}, which the plan is about`,
        help: 'check that the plan is of this account, and plan again',
      });
    }
    const task = { ...old, prefix, current: bindings, services };
    return { prefix, readAs, report: planReport(task, parts), task: () => task };
  });
}

async function readDocument(path: string, io: Io): Promise<PlanDocument> {
  const { bytes } = await readInput(path, io);
  const file = `\`${safeText(path, 200)}\``;
  const malformed = (message: string, help = 'pass a file that `byoip plan -o` wrote') =>
    new CommandError({ code: 'plan-malformed', message, help });
  let found: Partial<PlanDocument> | null;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw malformed(`${file} is not JSON`);
  }
  const version: unknown = found?.byoipPlan;
  if (typeof version === 'number' && version > 1) {
    throw malformed(`${file} is a plan of format ${version}, and this version reads 1`, 'use a newer byoip');
  }
  const isPlan =
    version === 1 &&
    Array.isArray(found?.plans) &&
    found.plans.every(
      ({ task, plan }) => typeof task?.prefix?.cidr === 'string' && typeof plan?.fingerprint === 'string',
    );
  if (!isPlan) throw malformed(`${file} is not a plan`);
  return { accountId: null, untouched: [], ...found } as PlanDocument;
}
