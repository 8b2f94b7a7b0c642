// Plans as text: each plan, the summary of many, and the reasons of a refusal.

import type { PlanLine } from '../../plan/plan.js';
import { LINE_KINDS, type PlanReport, type PlanText } from '../../plan/report.js';
import type { Refusal } from '../../types/plan.js';
import type { AccountPrefix } from '../account/account-prefix.js';
import type { Io } from '../io.js';
import { grouped, type Painter, pluralize, safeText, table } from '../output.js';
import { hasSteps, type PlannedPrefix, type PlanTotal } from './plan-document.js';

/** What is printed. The reports have their text. */
export interface AccountReport {
  readonly planned: readonly PlannedPrefix[];
  readonly total: PlanTotal;
  readonly untouched: readonly AccountPrefix[];
  /** How the list was read; undefined where there was none. */
  readonly notice: string | undefined;
}

/**
 * The plans for people: of one prefix, its plan; of many, a summary, the plan of each prefix that changes, and the total.
 * Refusals are not in it.
 */
export function planText(account: AccountReport, form: 'text' | 'markdown', paint: Painter): string {
  const { planned, untouched, notice } = account;
  const all = planned.map(({ report }) => report);
  const shown = all.length === 1 ? all : all.filter(hasSteps);
  const texts = shown.map(({ text }) => (text === null ? '' : paintText(text, paint)));
  const last: string[] = [];
  if (all.length > 1) {
    if (form === 'text' && shown.length > 1) texts.unshift(summary(shown, paint).trimEnd());
    last.push(paint.bold(totalText(account.total)));
  }
  if (untouched.length > 0) last.push(paint.dim(untouchedText(untouched)));
  if (notice !== undefined) last.push(paint.dim(notice));
  return `${[...texts, last.join('\n')].filter((text) => text !== '').join('\n\n')}\n`;
}

function summary(reports: readonly PlanReport[], paint: Painter): string {
  const rows = reports.map(({ prefix, creates, deletes, changed, finish }) => {
    const cells = [
      grouped(creates),
      grouped(deletes),
      grouped(BigInt(changed)),
      `${finish.earliestHours} hours`,
    ];
    return [{ text: prefix, paint: paint.bold }, ...cells.map((text) => ({ text }))];
  });
  const head = ['PREFIX', 'CREATES', 'DELETES', 'ADDRESSES', 'AT LEAST'];
  return table(head, rows, pluralize(reports.length, 'prefix', 'prefixes'), paint);
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

/** The text of a plan with its colours. O(lines), and O(1) without colours. */
function paintText({ kinds, lines }: PlanText, paint: Painter): string {
  if (!paint.hasColours) return lines;
  const kindOf = (i: number) => LINE_KINDS[kinds.charAt(i)] ?? 'plain';
  return lines
    .split('\n')
    .map((text, i) => paintLine({ kind: kindOf(i), text }, paint))
    .join('\n');
}

/** Prints why plans should not be run as they are. `liftedBy` gives the option that lifts a refusal. */
export async function printRefusals(
  plans: readonly PlanReport[],
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
