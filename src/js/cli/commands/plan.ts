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
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { parseCidrArgument, readInput } from '../input.js';
import { EXIT, type Io } from '../io.js';
import { choiceOption, numberOption, readOptions, timeOption } from '../options.js';
import { jsonText, type Paint, type Painter, painter, pluralize, safeText } from '../output.js';
import { readingNotice, readPlanInput, TASK_OPTIONS } from '../plan-input.js';
import { readPrefixInput } from '../prefix-input.js';

const USAGE =
  'byoip plan --prefix CIDR --to FILE [--from FILE] [--policy hitless|fewest-writes] [--profile strict|lenient] [--gate settled|active] [--expect FINGERPRINT] [--force] [--markdown | --json | --export curl|python|typescript|terraform]';
const PERCENT = 'PERCENT';
const OPTIONS = {
  ...TASK_OPTIONS,
  policy: {
    type: 'string',
    value: 'hitless|fewest-writes',
    help: 'the fewest addresses hit, or the fewest writes; default: hitless',
  },
  profile: {
    type: 'string',
    value: 'strict|lenient',
    help: 'whether the API allows writes to the default while more specific bindings exist; default: strict (it does not)',
  },
  gate: {
    type: 'string',
    value: 'settled|active',
    help: 'what a wait after new bindings waits for: every edge, or a majority; default: settled',
  },
  'settled-since': {
    type: 'string',
    value: 'TIME',
    help: 'six hours after the last write to the prefix, such as 2026-02-20T18:00:00Z; without it the plan assumes that nothing was deleted in the last six hours',
  },
  expect: {
    type: 'string',
    value: 'FINGERPRINT',
    help: 'the fingerprint of an earlier plan: fail if the plan has changed',
  },
  snapshot: {
    type: 'string',
    value: 'FILE',
    help: 'an earlier list or snapshot: refuse the plan where the current list is much shorter',
  },
  force: { type: 'boolean', help: 'lift all refusals' },
  'allow-default': { type: 'boolean', help: 'lift: the plan writes the binding of the whole prefix' },
  'allow-unowned': { type: 'boolean', help: 'lift: addresses have no owner for a while' },
  'allow-empty': { type: 'boolean', help: 'lift: nothing is bound at the end' },
  'allow-regional': { type: 'boolean', help: 'lift: a regional binding is in the way' },
  'allow-unknown-services': { type: 'boolean', help: 'lift: a desired service is not known' },
  'allow-default-delete': {
    type: 'boolean',
    help: 'lift: the plan deletes the default where the API is expected to refuse that under `strict`',
  },
  'allow-stuck': { type: 'boolean', help: 'lift: addresses depend on a binding that does not become active' },
  'deleted-percent': {
    type: 'string',
    value: PERCENT,
    help: `maximum deleted bindings; default: ${PLAN_LIMITS.deletedPercent}`,
  },
  'deleted-from': {
    type: 'string',
    value: 'BINDINGS',
    help: `number of bindings from which --deleted-percent applies; default: ${PLAN_LIMITS.deletedFrom}`,
  },
  'changed-percent': {
    type: 'string',
    value: PERCENT,
    help: `maximum addresses whose owner changes; default: ${PLAN_LIMITS.changedPercent}`,
  },
  'missing-percent': {
    type: 'string',
    value: PERCENT,
    help: `maximum bindings missing compared to --snapshot; default: ${PLAN_LIMITS.missingPercent}`,
  },
  markdown: { type: 'boolean', help: 'print Markdown, for a change ticket' },
  export: {
    type: 'string',
    value: 'curl|python|typescript|terraform',
    help: 'print a program that carries out the plan, unless the plan is refused',
  },
} as const;

/** The option that lifts a refusal. */
const LIFTS = {
  allowDefault: '--allow-default',
  allowUnowned: '--allow-unowned',
  allowEmpty: '--allow-empty',
  allowRegional: '--allow-regional',
  allowUnknownServices: '--allow-unknown-services',
  allowDefaultDelete: '--allow-default-delete',
  allowStuck: '--allow-stuck',
  deletedPercent: '--deleted-percent N',
  deletedFrom: '--deleted-from N',
  changedPercent: '--changed-percent N',
  missingPercent: '--missing-percent N',
} as const satisfies Record<keyof PlanLimits, string>;

export const plan: Command = {
  name: 'plan',
  summary: 'plan the writes from the current to the desired bindings',
  usage: USAGE,
  options: OPTIONS,
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
  run: async (args, io) => {
    const { values, positionals } = readOptions({ usage: USAGE, options: OPTIONS }, args);
    if (positionals.length > 0) {
      throw usageError('`plan` takes only options', 'pass the lists with --from FILE and --to FILE', USAGE);
    }
    const forms = [values.markdown, values.json, values.export].filter((form) => form !== undefined);
    if (forms.length > 1) {
      throw usageError(
        'a plan has one output format',
        'pass one of --markdown, --json and --export LANGUAGE',
        USAGE,
      );
    }
    const language = choiceOption(
      values.export,
      '--export',
      ['curl', 'python', 'typescript', 'terraform'],
      USAGE,
    );
    if (values.snapshot === '-' && [values.from, values.to, values.services].includes('-')) {
      throw usageError('standard input can supply only one list', 'put the others into files', USAGE);
    }
    const choices = {
      policy: choiceOption(values.policy, '--policy', ['hitless', 'fewest-writes'], USAGE),
      profile: choiceOption(values.profile, '--profile', ['strict', 'lenient'], USAGE),
      gate: choiceOption(values.gate, '--gate', ['settled', 'active'], USAGE),
      settledSince: timeOption(values['settled-since'], '--settled-since', USAGE),
      expect: values.expect,
      force: values.force,
      limits: limitsOf(values),
    };
    const { task: input, readAs } = await readPlanInput(values, io, USAGE);
    const snapshotSize =
      values.snapshot === undefined ? undefined : await snapshotSizeOf(values.snapshot, input, io);
    const task: PlanTask = { ...input, ...choices, snapshotSize };
    const plan = computePlan(task);
    if (language !== undefined) {
      const text =
        plan.refusals.length > 0 ? '' : exportPlan(task, language, exportContext(input, values, io));
      await io.stdout.write(text);
      // The program has bindings, so only a list of claims was converted.
      if (text !== '' && readAs === 'claims')
        await io.stderr.write(`byoip: ${readingNotice('--to', readAs)}\n`);
    } else if (values.json === true) await io.stdout.write(`${jsonText({ ...plan, readAs })}\n`);
    else {
      // The refusals are on standard error, with the options that lift them.
      const lines = renderLines({ ...task, force: true }, values.markdown === true ? 'markdown' : 'text');
      const paint = painter(io.stdout, io.env, values['no-color'] === true || values.markdown === true);
      const last = ['', paint.dim(readingNotice('--to', readAs))];
      await io.stdout.write([...lines.map((line) => paintLine(line, paint)), ...last, ''].join('\n'));
    }
    if (plan.refusals.length > 0) {
      await printRefusals(plan, io, painter(io.stderr, io.env, values['no-color'] === true));
      return EXIT.error;
    }
    // With --export the program is the result; a plan without it reports pending changes.
    return language !== undefined || plan.steps.length === 0 ? EXIT.ok : EXIT.findings;
  },
};

/** The account and prefix of an exported program, from the options, a snapshot, the API or the environment. */
function exportContext(
  { prefix }: PlanTask,
  { account, from }: { readonly account?: string | undefined; readonly from?: string | undefined },
  { env }: Io,
): PlanPlace {
  const prefixId = 'id' in prefix && typeof prefix.id === 'string' ? prefix.id : null;
  const accountId = 'accountId' in prefix && typeof prefix.accountId === 'string' ? prefix.accountId : null;
  const snapshotAccount = from === undefined ? null : accountId;
  if (snapshotAccount !== null && account !== undefined && account !== snapshotAccount) {
    throw usageError(
      `the snapshot has the account ${safeText(snapshotAccount, 80)}, and --account is ${safeText(account, 80)}`,
      'remove --account, or take a snapshot of that account',
      USAGE,
    );
  }
  return { accountId: account ?? snapshotAccount ?? env.CLOUDFLARE_ACCOUNT_ID ?? null, prefixId };
}

interface LimitValues {
  readonly 'allow-default'?: boolean | undefined;
  readonly 'allow-unowned'?: boolean | undefined;
  readonly 'allow-empty'?: boolean | undefined;
  readonly 'allow-regional'?: boolean | undefined;
  readonly 'allow-unknown-services'?: boolean | undefined;
  readonly 'allow-default-delete'?: boolean | undefined;
  readonly 'allow-stuck'?: boolean | undefined;
  readonly 'deleted-percent'?: string | undefined;
  readonly 'deleted-from'?: string | undefined;
  readonly 'changed-percent'?: string | undefined;
  readonly 'missing-percent'?: string | undefined;
}

function limitsOf(values: LimitValues): PlanLimits {
  const number = (text: string | undefined, name: string, most: number) =>
    numberOption(text, { name, least: 0, most, whole: true, usage: USAGE });
  return {
    allowDefault: values['allow-default'],
    allowUnowned: values['allow-unowned'],
    allowEmpty: values['allow-empty'],
    allowRegional: values['allow-regional'],
    allowUnknownServices: values['allow-unknown-services'],
    allowDefaultDelete: values['allow-default-delete'],
    allowStuck: values['allow-stuck'],
    deletedPercent: number(values['deleted-percent'], '--deleted-percent', 100),
    deletedFrom: number(values['deleted-from'], '--deleted-from', 1_000_000),
    changedPercent: number(values['changed-percent'], '--changed-percent', 100),
    missingPercent: number(values['missing-percent'], '--missing-percent', 100),
  };
}

async function snapshotSizeOf(path: string, { prefix }: PlanTask, io: Io): Promise<number> {
  const { cidr } = parseCidrArgument(prefix.cidr, '--prefix');
  return readPrefixInput(await readInput(path, io), cidr).bindings.length;
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

function refusalLines({ code, message, help, lift }: Refusal, paint: Painter): string[] {
  return [
    `  ${paint.bold(code)}  ${safeText(message, 400)}`,
    `    ${paint.dim('cure:')} ${safeText(help, 400)}; or lift it with ${LIFTS[lift]}, or all with --force`,
  ];
}
