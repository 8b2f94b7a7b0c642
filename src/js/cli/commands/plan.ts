// `byoip plan`: plans the writes from the current to the desired bindings, and their effect on every address.

import { exportPlan, type PlanPlace } from '../../plan/plan.js';
import type { AccountSource } from '../account/account.js';
import type { AccountPrefix } from '../account/account-prefix.js';
import { defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { EXIT, type Io } from '../io.js';
import { choice, EXIT_CODE_OPTION, flag, IDS_OPTION, OUTPUT_OPTION, text } from '../options.js';
import { jsonText, painter, safeText } from '../output.js';
import { documentText, hasSteps, type PlannedPrefix, planOf } from '../plan/plan-document.js';
import { TASK_OPTIONS } from '../plan/plan-input.js';
import { changedError, liftedBy, PLAN_OPTIONS, type PlanValues, planAccount } from '../plan/plan-options.js';
import { planText, printRefusals } from '../plan/plan-report.js';

export const plan = defineCommand({
  name: 'plan',
  usage:
    'byoip plan --to FILE | --add BLOCK=SERVICE… | --remove BLOCK… [--prefix PREFIX] [--from FILE] [--policy hitless|fewest-writes] [--profile strict|lenient] [--gate settled|active] [--expect FINGERPRINT] [--force] [--ids] [--exit-code] [--markdown | --json | --export curl|python|typescript|terraform] [-o FILE]',
  options: {
    ...TASK_OPTIONS,
    ...PLAN_OPTIONS,
    expect: text('FINGERPRINT', 'the fingerprint of an earlier plan: fail if the plan has changed'),
    markdown: flag('print Markdown, for a change ticket'),
    export: choice(
      ['curl', 'python', 'typescript', 'terraform'],
      'print a program that carries out the plan of one prefix, unless the plan is refused',
    ),
    ...IDS_OPTION,
    ...EXIT_CODE_OPTION,
    output: {
      ...OUTPUT_OPTION.output,
      help: 'a file for the plans with their tasks, as JSON; with --markdown or --export, for that output',
    },
  },
  limit: { help: 'pass the desired bindings with --to FILE, --add BLOCK=SERVICE or --remove BLOCK' },
  notes: [
    'It sends nothing. Without --from it gets prefixes, bindings and services from the API. The desired bindings can be about many prefixes: each entry belongs to the most specific prefix around it, and prefixes without an entry stay as they are. --add and --remove plan a small change to the current bindings.',
    'The list in --to is read as bindings, including one for the prefix: a host is its /32 or /128, and the most specific entry wins, in any order. A list with a range, or any list with --claims, is read as claims: the last entry on an address wins. With --default, and for claims, all other addresses belong to the default, and the desired bindings are the fewest that give every address its service.',
    'It refuses a desired service that is neither in --services, nor bound, nor named in the list.',
    'A plan that changes too much is refused, with the numbers and the option that lifts the refusal; it is printed nevertheless, and the exit code is 2. With --exit-code it is 2 where there are changes, too.',
  ],
  examples: [
    { line: 'byoip plan --to desired.csv', what: 'which writes, in which order, and how long?' },
    { line: 'byoip plan --add 192.0.2.9=CDN', what: 'move one host to another service' },
    { line: 'byoip plan --to desired.csv --markdown', what: 'for a ticket' },
    {
      line: 'byoip plan --to desired.csv --expect sha256:…',
      what: 'check that the plan is still the agreed one',
    },
  ],
  async run({ values, io, paint, paintErrors }) {
    const { expect, json, markdown, export: language, output } = values;
    if ([markdown, json, language !== undefined].filter(Boolean).length > 1) {
      throw usageError(
        'a plan has one output format',
        'pass one of --markdown, --json and --export LANGUAGE',
      );
    }
    const form = json || language !== undefined ? null : markdown ? 'markdown' : 'text';
    // The file of -o has the plans, unless it is for another output.
    const data = json || (io.file !== null && language === undefined && !markdown);
    const { account, planned, reports, total, untouched, notice } = await planAccount(values, io, {
      form,
      ids: values.ids,
      data,
    });
    if (expect !== undefined && expect !== total.fingerprint) throw changedError(expect, total.fingerprint);
    const [first] = planned;
    const isRefused = reports.some(({ refusals }) => refusals.length > 0);
    if (isRefused) {
      await printRefusals(reports, liftedBy, { io, paint: paintErrors });
      if (output !== undefined && !markdown)
        await io.stderr.write(`byoip: ${safeText(output, 200)} is not written\n`);
    }
    const report = { planned, total, untouched, notice };
    if (language !== undefined) {
      const program = isRefused ? null : programOf(planned, language, values, account, io);
      if (program !== null) await (io.file ?? io.stdout).write(program);
      // The program has bindings, so only a list of claims was converted.
      if (program !== null && first?.readAs === 'claims') await io.stderr.write(`byoip: ${notice}\n`);
    } else if (markdown) {
      const colours = painter(io.stdout, io.env, true);
      await (io.file ?? io.stdout).write(planText(report, 'markdown', colours));
    } else {
      const cidrs = untouched.map(({ cidr }) => cidr);
      if (json) {
        const plans = planned.map(({ report, readAs }) => ({ ...planOf(report), readAs }));
        const shown = values.prefix === undefined ? { total, plans, untouched: cidrs } : plans[0];
        await io.stdout.write(`${jsonText(shown)}\n`);
      } else {
        await io.stdout.write(planText(report, 'text', paint));
      }
      if (!isRefused) {
        const { accountId } = account;
        await io.file?.write(documentText(planned, { accountId, total, untouched: cidrs }));
      }
    }
    return isRefused || (values['exit-code'] && total.changing > 0) ? EXIT.findings : EXIT.ok;
  },
});

/** The program of the only plan with steps. */
function programOf(
  planned: readonly PlannedPrefix[],
  language: Parameters<typeof exportPlan>[1],
  values: PlanValues,
  account: AccountSource,
  { env }: Io,
): string {
  const changing = planned.filter(({ report }) => hasSteps(report));
  const [one = planned[0]] = changing;
  if (one === undefined || changing.length > 1) {
    const cidrs = changing.map(({ prefix }) => prefix.cidr).slice(0, 20);
    throw usageError('a program is about one prefix', `pass --prefix with one of ${cidrs.join(', ')}`);
  }
  return exportPlan(one.task(), language, exportPlace(one.prefix, account, values, env));
}

/** The account and prefix of an exported program, from the options, a snapshot, the API or the environment. */
function exportPlace(
  prefix: AccountPrefix,
  source: AccountSource,
  { account }: PlanValues,
  env: Io['env'],
): PlanPlace {
  const known = source.isLive ? null : source.accountId;
  if (known !== null && account !== undefined && account !== known) {
    throw usageError(
      `the snapshot has the account ${safeText(known, 80)}, and --account is ${safeText(account, 80)}`,
      'remove --account, or take a snapshot of that account',
    );
  }
  const accountId = account ?? known ?? env.CLOUDFLARE_ACCOUNT_ID ?? null;
  return { accountId, prefixId: prefix.id ?? null };
}
