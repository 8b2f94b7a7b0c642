// Plans as text: each plan, the summary of many, and the reasons of a refusal.

import { type PlanLine, renderLines } from '../../plan/plan.js';
import type { Plan, Refusal } from '../../types/plan.js';
import type { AccountPrefix } from '../account/account-prefix.js';
import type { Io } from '../io.js';
import { grouped, type Painter, pluralize, safeText, table } from '../output.js';
import type { PlannedPrefix, PlanTotal } from './plan-document.js';

/** What is printed. */
export interface PlanReport {
  readonly planned: readonly PlannedPrefix[];
  readonly total: PlanTotal;
  readonly untouched: readonly AccountPrefix[];
  /** How the list was read; undefined where there was none. */
  readonly notice: string | undefined;
  /** Ids of services in place of their names. */
  readonly ids?: boolean;
}

/**
 * The plans for people: of one prefix, its plan; of many, a summary, the plan of each prefix that changes, and the total.
 * Refusals are not in it.
 */
export function planText(report: PlanReport, form: 'text' | 'markdown', paint: Painter): string {
  const { planned, untouched, notice, ids = false } = report;
  const shown = planned.length === 1 ? planned : planned.filter(({ plan }) => plan.steps.length > 0);
  const texts = shown.map(({ task }) =>
    renderLines({ ...task, force: true }, form, { ids })
      .map((line) => paintLine(line, paint))
      .join('\n'),
  );
  const last: string[] = [];
  if (planned.length > 1) {
    if (form === 'text' && shown.length > 1) texts.unshift(summary(shown, paint).trimEnd());
    last.push(paint.bold(totalText(report.total)));
  }
  if (untouched.length > 0) last.push(paint.dim(untouchedText(untouched)));
  if (notice !== undefined) last.push(paint.dim(notice));
  return `${[...texts, last.join('\n')].filter((text) => text !== '').join('\n\n')}\n`;
}

function summary(planned: readonly PlannedPrefix[], paint: Painter): string {
  const rows = planned.map(({ plan }) => {
    const count = (op: string) => grouped(plan.steps.filter((step) => step.op === op).length);
    const { impact, finish } = plan;
    const cells = [
      count('create'),
      count('delete'),
      grouped(BigInt(impact.changed)),
      `${finish.earliestHours} hours`,
    ];
    return [{ text: plan.prefix, paint: paint.bold }, ...cells.map((text) => ({ text }))];
  });
  const head = ['PREFIX', 'CREATES', 'DELETES', 'ADDRESSES', 'AT LEAST'];
  return table(head, rows, pluralize(planned.length, 'prefix', 'prefixes'), paint);
}

/** The total of many plans, as a sentence. */
function totalText(total: PlanTotal): string {
  const { prefixes, changing, creates, deletes, waits, earliestHours, fingerprint } = total;
  if (changing === 0) return `total: no changes in ${pluralize(prefixes, 'prefix', 'prefixes')}`;
  const of = pluralize(prefixes, 'prefix', 'prefixes');
  const writes = `${pluralize(creates, 'create')}, ${pluralize(deletes, 'delete')}`;
  const time = `at least ${pluralize(earliestHours, 'hour')} (${pluralize(waits, 'wait')}), since prefixes wait side by side`;
  return `total: ${grouped(changing)} of ${of} ${changing === 1 ? 'changes' : 'change'}; ${writes}; ${time}\ntotal fingerprint ${fingerprint}`;
}

/** The prefixes that nothing was said about, as a sentence. */
export function untouchedText(untouched: readonly AccountPrefix[]): string {
  const named = untouched.slice(0, 3).map(({ cidr }) => cidr);
  const more = untouched.length > named.length ? ` and ${untouched.length - named.length} more` : '';
  const are =
    untouched.length === 1
      ? 'is not mentioned, and stays as it is'
      : 'are not mentioned, and stay as they are';
  return `${pluralize(untouched.length, 'prefix', 'prefixes')} ${are}: ${named.join(', ')}${more}`;
}

/** A line of a plan, of drift or of a restore, in its colours. */
export function paintLine({ kind, text }: PlanLine, paint: Painter): string {
  const colours = {
    head: paint.bold,
    create: paint.green,
    delete: paint.red,
    wait: paint.dim,
    error: paint.red,
    warning: paint.yellow,
    dim: paint.dim,
    plain: (same: string) => same,
  } satisfies Record<PlanLine['kind'], Painter['bold']>;
  return colours[kind](text);
}

/** Prints why plans should not be run as they are. `liftedBy` gives the option that lifts a refusal. */
export async function printRefusals(
  plans: readonly Plan[],
  liftedBy: (refusal: Refusal) => string,
  { io, paint }: { readonly io: Io; readonly paint: Painter },
): Promise<void> {
  const refused = plans.filter(({ refusals }) => refusals.length > 0);
  const lines = refused.flatMap(({ prefix, refusals }) => {
    const own = refusals.flatMap(({ code, message, help, ...rest }) => [
      `  ${paint.bold(code)}  ${safeText(message, 400)}`,
      `    ${paint.dim('cure:')} ${safeText(help, 400)}; or lift it with ${liftedBy({ code, message, help, ...rest })}, or all with --force`,
    ]);
    const count = pluralize(refusals.length, 'reason');
    const what = plans.length === 1 ? 'the plan' : `the plan of ${prefix}`;
    return [`${paint.bold('byoip:')} ${paint.red(`${what} is refused for ${count}`)}`, ...own];
  });
  await io.stderr.write(`${lines.join('\n')}\n`);
}
