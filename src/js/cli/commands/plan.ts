// `byoip plan`: the way from what is bound to what should be, and what it does to every address.

import {
  exportPlan,
  PLAN_LIMITS,
  type PlanLine,
  type PlanPlace,
  plan as planned,
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
    help: 'as few addresses hit as can be, or no write that the difference does not need; hitless without it',
  },
  profile: {
    type: 'string',
    value: 'strict|lenient',
    help: 'whether the default can be written while more specific bindings exist; strict (it cannot) without it',
  },
  gate: {
    type: 'string',
    value: 'settled|active',
    help: 'what a wait behind new bindings waits for: every edge, or a majority; settled without it',
  },
  'settled-since': {
    type: 'string',
    value: 'TIME',
    help: 'when the last write to the prefix was six hours ago, such as 2026-02-20T18:00:00Z; without it the plan assumes that nothing was deleted in the last six hours',
  },
  expect: {
    type: 'string',
    value: 'FINGERPRINT',
    help: 'the fingerprint of a plan made earlier: fail if it is another one now',
  },
  snapshot: {
    type: 'string',
    value: 'FILE',
    help: 'a list or a snapshot from earlier: refuse where what is bound is much shorter',
  },
  force: { type: 'boolean', help: 'lift all refusals' },
  'allow-default': { type: 'boolean', help: 'lift: the binding of the whole prefix is written' },
  'allow-unowned': { type: 'boolean', help: 'lift: addresses have no owner for a while' },
  'allow-empty': { type: 'boolean', help: 'lift: nothing is bound at the end' },
  'allow-regional': { type: 'boolean', help: 'lift: a regional binding is in the way' },
  'allow-unknown-services': { type: 'boolean', help: 'lift: a wanted service is not known' },
  'allow-default-delete': {
    type: 'boolean',
    help: 'lift: the default is deleted where `strict` expects the API to refuse that',
  },
  'allow-stuck': { type: 'boolean', help: 'lift: addresses depend on a binding that does not become active' },
  'deleted-percent': {
    type: 'string',
    value: PERCENT,
    help: `the most bindings that may go; ${PLAN_LIMITS.deletedPercent} without it`,
  },
  'deleted-from': {
    type: 'string',
    value: 'BINDINGS',
    help: `from how many bindings on that counts; ${PLAN_LIMITS.deletedFrom} without it`,
  },
  'changed-percent': {
    type: 'string',
    value: PERCENT,
    help: `the most addresses that may change hands; ${PLAN_LIMITS.changedPercent} without it`,
  },
  'missing-percent': {
    type: 'string',
    value: PERCENT,
    help: `the most bindings that may be missing against --snapshot; ${PLAN_LIMITS.missingPercent} without it`,
  },
  markdown: { type: 'boolean', help: 'print Markdown, for a change ticket' },
  export: {
    type: 'string',
    value: 'curl|python|typescript|terraform',
    help: 'print a program that carries the plan out; one that is refused is not printed',
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
  summary: 'plan the writes from what is bound to what should be',
  usage: USAGE,
  options: OPTIONS,
  notes: [
    'Nothing is sent. A list in --to is read as bindings, the prefix among them: a host is its /32 or /128, the most specific entry wins, and the order of the lines does not matter. With a range in it, or with --claims, it is read as claims, of which the last one on an address wins. With --default, and for claims, all other addresses belong to the default, and the plan has the fewest bindings that give every address the same service.',
    'A service that is neither listed, nor bound, nor named in the list is refused.',
    'Without --from the API is asked for the prefix, its bindings and the services.',
    'A plan that does much at once is refused, with the arithmetic and the option that lifts it: then the exit code is 1, and the plan is printed all the same. It is 2 where there are changes, and 0 where there are none; with --export it is 0 when the program is printed.',
  ],
  examples: [
    {
      line: 'byoip plan --prefix 192.0.2.0/24 --from bindings.json --to desired.json',
      what: 'what is to be written, in which order?',
    },
    {
      line: 'byoip plan --prefix 192.0.2.0/24 --to desired.csv --markdown',
      what: 'for a ticket, from the API',
    },
    {
      line: 'byoip plan --prefix 192.0.2.0/24 --from bindings.json --to desired.json --expect sha256:…',
      what: 'is it still the plan that was agreed upon?',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = readOptions({ usage: USAGE, options: OPTIONS }, args);
    if (positionals.length > 0) {
      throw usageError('`plan` takes options only', 'pass the lists with --from FILE and --to FILE', USAGE);
    }
    const forms = [values.markdown, values.json, values.export].filter((form) => form !== undefined);
    if (forms.length > 1) {
      throw usageError('a plan is printed once', 'pass --markdown or --json, or --export LANGUAGE', USAGE);
    }
    const language = choiceOption(
      values.export,
      '--export',
      ['curl', 'python', 'typescript', 'terraform'],
      USAGE,
    );
    if (values.snapshot === '-' && [values.from, values.to, values.services].includes('-')) {
      throw usageError('standard input cannot give two lists', 'keep one of them in a file', USAGE);
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
    const { task: read, readAs } = await readPlanInput(values, io, USAGE);
    const snapshotSize =
      values.snapshot === undefined ? undefined : await snapshotSizeOf(values.snapshot, read, io);
    const task: PlanTask = { ...read, ...choices, snapshotSize };
    const made = planned(task);
    if (language !== undefined) {
      const text =
        made.refusals.length > 0 ? '' : exportPlan(task, language, exportContext(read, values, io));
      await io.stdout.write(text);
      // Bindings are what a program is made of; claims were made bindings of first.
      if (text !== '' && readAs === 'claims')
        await io.stderr.write(`byoip: ${readingNotice('--to', readAs)}\n`);
    } else if (values.json === true) await io.stdout.write(`${jsonText({ ...made, readAs })}\n`);
    else {
      // The refusals are told on standard error, with the options that lift them.
      const lines = renderLines({ ...task, force: true }, values.markdown === true ? 'markdown' : 'text');
      const paint = painter(io.stdout, io.env, values['no-color'] === true || values.markdown === true);
      const last = ['', paint.dim(readingNotice('--to', readAs))];
      await io.stdout.write([...lines.map((line) => paintLine(line, paint)), ...last, ''].join('\n'));
    }
    if (made.refusals.length > 0) {
      await printRefusals(made, io, painter(io.stderr, io.env, values['no-color'] === true));
      return EXIT.error;
    }
    // A program was asked for, and is there; a plan says what is to be done.
    return language !== undefined || made.steps.length === 0 ? EXIT.ok : EXIT.findings;
  },
};

/** Whose bindings a program is about, as far as the options, a snapshot, the API and the environment say. */
function exportContext(
  { prefix }: PlanTask,
  { account, from }: { readonly account?: string | undefined; readonly from?: string | undefined },
  { env }: Io,
): PlanPlace {
  const prefixId = 'id' in prefix && typeof prefix.id === 'string' ? prefix.id : null;
  const own = 'accountId' in prefix && typeof prefix.accountId === 'string' ? prefix.accountId : null;
  const kept = from === undefined ? null : own;
  if (kept !== null && account !== undefined && account !== kept) {
    throw usageError(
      `the snapshot is of the account ${safeText(kept, 80)}, and --account says ${safeText(account, 80)}`,
      'leave --account out, or take a snapshot of that account',
      USAGE,
    );
  }
  return { accountId: account ?? kept ?? env.CLOUDFLARE_ACCOUNT_ID ?? null, prefixId };
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

/** Tells why a plan should not be run as it stands. */
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
