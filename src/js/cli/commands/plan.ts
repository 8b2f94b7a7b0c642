// `byoip plan`: plans the writes from the current to the desired bindings, and their effect on every address.

import {
  plan as computePlan,
  exportPlan,
  PLAN_LIMITS,
  type PlanLine,
  type PlanPlace,
  renderLines,
} from '../../plan/plan.js';
import type { Plan, PlanLimits, PlanTask, Refusal } from '../../types/plan.js';
import { defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { readInput, rejectSharedStdin } from '../input.js';
import { EXIT, type Io } from '../io.js';
import { choice, flag, type Option, type OptionValues, text, time, whole } from '../options.js';
import { jsonText, type Paint, type Painter, painter, pluralize, safeText } from '../output.js';
import { readingNotice, readPlanInput, TASK_OPTIONS } from '../plan-input.js';
import { readPrefixInput } from '../prefix-input.js';

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

export const plan = defineCommand({
  name: 'plan',
  summary: 'plan the writes from the current to the desired bindings',
  usage:
    'byoip plan --prefix CIDR --to FILE [--from FILE] [--policy hitless|fewest-writes] [--profile strict|lenient] [--gate settled|active] [--expect FINGERPRINT] [--force] [--markdown | --json | --export curl|python|typescript|terraform]',
  options: {
    ...TASK_OPTIONS,
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
    expect: text('FINGERPRINT', 'the fingerprint of an earlier plan: fail if the plan has changed'),
    snapshot: text(
      'FILE',
      'an earlier list or snapshot: refuse the plan where the current list is much shorter',
    ),
    force: flag('lift all refusals'),
    ...Object.fromEntries(Object.entries(LIMITS).map(([limit, option]) => [optionOf(limit), option])),
    markdown: flag('print Markdown, for a change ticket'),
    export: choice(
      ['curl', 'python', 'typescript', 'terraform'],
      'print a program that carries out the plan, unless the plan is refused',
    ),
  },
  limit: { help: 'pass the lists with --from FILE and --to FILE' },
  notes: [
    'It sends nothing. The list in --to is read as bindings, including one for the prefix: a host is its /32 or /128, and the most specific entry wins, in any order. A list with a range, or any list with --claims, is read as claims: the last entry on an address wins. With --default, and for claims, all other addresses belong to the default, and the desired bindings are the fewest that give every address its service.',
    'It refuses a desired service that is neither in --services, nor bound, nor named in the list.',
    'Without --from it gets the prefix, its bindings and the services from the API.',
    'A plan that changes too much is refused, with the numbers and the option that lifts the refusal; it is printed nevertheless, and the exit code is 1. Otherwise the exit code is 2 where there are changes and 0 where there are none; with --export it is 0 when a program is printed.',
  ],
  examples: [
    {
      line: 'byoip plan --prefix 192.0.2.0/24 --from bindings.json --to desired.json',
      what: 'which writes, in which order?',
    },
    {
      line: 'byoip plan --prefix 192.0.2.0/24 --to desired.csv --markdown',
      what: 'from the API, for a ticket',
    },
    {
      line: 'byoip plan --prefix 192.0.2.0/24 --from bindings.json --to desired.json --expect sha256:…',
      what: 'check that the plan is still the agreed one',
    },
  ],
  async run({ values, io, paint, paintErrors }) {
    const { policy, profile, gate, expect, force, json, markdown, export: language, snapshot } = values;
    if ([markdown, json, language !== undefined].filter(Boolean).length > 1) {
      throw usageError(
        'a plan has one output format',
        'pass one of --markdown, --json and --export LANGUAGE',
      );
    }
    rejectSharedStdin(values.from, values.to, values.services, snapshot);
    const { task: input, readAs } = await readPlanInput(values, io);
    const given: Readonly<Record<string, unknown>> = values;
    const limits = Object.keys(LIMITS).map((limit) => [limit, given[optionOf(limit)]]);
    const task: PlanTask = {
      ...input,
      ...{ policy, profile, gate, expect, force },
      settledSince: values['settled-since'],
      limits: Object.fromEntries(limits) as PlanLimits,
      snapshotSize: snapshot === undefined ? undefined : await snapshotSizeOf(snapshot, values.prefix, io),
    };
    const plan = computePlan(task);
    const notice = readingNotice('--to', readAs);
    if (language !== undefined) {
      if (plan.refusals.length === 0) {
        await io.stdout.write(exportPlan(task, language, exportContext(input, values, io)));
        // The program has bindings, so only a list of claims was converted.
        if (readAs === 'claims') await io.stderr.write(`byoip: ${notice}\n`);
      }
    } else if (json) await io.stdout.write(`${jsonText({ ...plan, readAs })}\n`);
    else {
      // The refusals are on standard error, with the options that lift them.
      const lines = renderLines({ ...task, force: true }, markdown ? 'markdown' : 'text');
      const colours = markdown ? painter(io.stdout, io.env, true) : paint;
      const last = ['', colours.dim(notice), ''];
      await io.stdout.write([...lines.map((line) => paintLine(line, colours)), ...last].join('\n'));
    }
    if (plan.refusals.length > 0) {
      await printRefusals(plan, io, paintErrors);
      return EXIT.error;
    }
    // With --export the program is the result; a plan without it reports pending changes.
    return language !== undefined || plan.steps.length === 0 ? EXIT.ok : EXIT.findings;
  },
});

/** The account and prefix of an exported program, from the options, a snapshot, the API or the environment. */
function exportContext(
  { prefix }: PlanTask,
  { account, from }: Partial<OptionValues<typeof TASK_OPTIONS>>,
  { env }: Io,
): PlanPlace {
  const prefixId = 'id' in prefix && typeof prefix.id === 'string' ? prefix.id : null;
  const accountId = 'accountId' in prefix && typeof prefix.accountId === 'string' ? prefix.accountId : null;
  const snapshotAccount = from === undefined ? null : accountId;
  if (snapshotAccount !== null && account !== undefined && account !== snapshotAccount) {
    throw usageError(
      `the snapshot has the account ${safeText(snapshotAccount, 80)}, and --account is ${safeText(account, 80)}`,
      'remove --account, or take a snapshot of that account',
    );
  }
  return { accountId: account ?? snapshotAccount ?? env.CLOUDFLARE_ACCOUNT_ID ?? null, prefixId };
}

async function snapshotSizeOf(path: string, prefix: string, io: Io): Promise<number> {
  return readPrefixInput(await readInput(path, io), prefix).bindings.length;
}

function paintLine({ kind, text }: PlanLine, paint: Painter): string {
  const colours = {
    head: paint.bold,
    create: paint.green,
    delete: paint.red,
    wait: paint.dim,
    error: paint.red,
    warning: paint.yellow,
    dim: paint.dim,
    plain: (same: string) => same,
  } satisfies Record<PlanLine['kind'], Paint>;
  return colours[kind](text);
}

/** Prints why a plan should not be run as it is. */
async function printRefusals({ refusals }: Plan, io: Io, paint: Painter): Promise<void> {
  const lines = refusals.flatMap((refusal) => refusalLines(refusal, paint));
  const count = pluralize(refusals.length, 'reason');
  const head = `${paint.bold('byoip:')} ${paint.red(`the plan is refused for ${count}`)}`;
  await io.stderr.write(`${[head, ...lines].join('\n')}\n`);
}

/** The option that lifts a refusal, as it is written. */
function lifting(limit: keyof PlanLimits): string {
  return `--${optionOf(limit)}${LIMITS[limit].value === undefined ? '' : ' N'}`;
}

function refusalLines({ code, message, help, lift }: Refusal, paint: Painter): string[] {
  return [
    `  ${paint.bold(code)}  ${safeText(message, 400)}`,
    `    ${paint.dim('cure:')} ${safeText(help, 400)}; or lift it with ${lifting(lift)}, or all with --force`,
  ];
}
