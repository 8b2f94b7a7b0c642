// `byoip check`: checks bindings, or additions to them, against the rules.

import type { BindingFacts, Service, Severity } from '../../types/api.js';
import { check as checkBinding, lint } from '../../wasm/core.js';
import { type AccountSource, FROM_OPTION, loadBindings, openAccount } from '../account/account.js';
import type { AccountPrefix, BoundPrefix } from '../account/account-prefix.js';
import { blockOf, PrefixIndex, prefixNotFound } from '../account/find-prefix.js';
import { knownServices, serviceIdOf } from '../account/service-names.js';
import { type Call, defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { othersText, printedFindings } from '../findings.js';
import { inFlightOf, warnInFlight } from '../in-flight.js';
import { readServices, rejectSharedStdin } from '../input.js';
import { EXIT } from '../io.js';
import { API_OPTIONS, choice, type Options, text, texts } from '../options.js';
import { AlignedColumns, grouped, jsonLines, type Painter, pluralize, safeText } from '../output.js';
import { type Addition, parseAddition } from '../plan/binding-changes.js';
import { type LocatedFinding, locateFindings } from '../plan/finding-source.js';
import { DESIRED_OPTIONS, PREFIX_OPTION, readAccountInput, SERVICES_OPTION } from '../plan/plan-input.js';

/** From the most to the least serious. */
const SEVERITIES = ['error', 'warning', 'note'] as const satisfies readonly Severity[];

const OPTIONS = {
  ...PREFIX_OPTION,
  ...FROM_OPTION,
  add: texts('BLOCK=SERVICE', 'check a binding before it is created; can be repeated'),
  to: text('FILE', 'check desired bindings, as for plan, in place of the current ones; - for standard input'),
  ...DESIRED_OPTIONS,
  ...SERVICES_OPTION,
  severity: choice(SEVERITIES, 'report only findings of at least this severity; default: note'),
  ...API_OPTIONS,
} as const satisfies Options;

type CheckCall = Call<typeof OPTIONS>;

export const check = defineCommand({
  name: 'check',
  usage:
    'byoip check [--prefix PREFIX] [--from FILE] [--add BLOCK=SERVICE… | --to FILE [--default SERVICE] [--claims]] [--services FILE] [--severity error|warning|note] [--json]',
  options: OPTIONS,
  limit: { help: 'pass bindings with --from FILE, and additions with --add BLOCK=SERVICE' },
  notes: [
    'Without --from, check the bindings of the API; without --prefix, those of every prefix. With --to, check desired bindings, in the prefixes that they are about.',
    'With --add, check each addition in order, together with the additions before it. An addition with an error is not added for the next one, since the API would refuse it.',
    'Findings are errors, warnings and notes. Any of them, even a note, makes the exit code 2. --severity warning or --severity error ignores less serious ones.',
  ],
  examples: [
    { line: 'byoip check', what: 'check all bindings of the account' },
    { line: 'byoip check --add 192.0.2.8/29=CDN', what: 'check one more binding' },
    { line: 'byoip check --from bindings.json --severity error', what: 'in CI: fail on errors only' },
  ],
  async run(call) {
    const { values, io, paint } = call;
    if (values.add !== undefined && values.to !== undefined) {
      throw usageError('`--to` does not go with `--add`', 'check the whole list, or only the additions');
    }
    rejectSharedStdin(values.from, values.services, values.to);
    const groups = values.to === undefined ? await currentGroups(call) : await desiredGroups(call);
    const most = SEVERITIES.indexOf(values.severity ?? 'note');
    const shown = groups.map((group) => ({
      ...group,
      sections: group.sections.map(({ text, findings }) => ({
        text,
        findings: findings.filter(({ severity }) => SEVERITIES.indexOf(severity) <= most),
      })),
    }));
    const count = countFindings(shown);
    const hidden = countFindings(groups) - count;
    const entries = () =>
      shown.flatMap(({ prefix, sections }) =>
        sections.flatMap(({ text, findings }) => findings.map((one) => findingJson(one, text, prefix.cidr))),
      );
    await io.stdout.write(values.json ? jsonLines(entries()) : report(shown, hidden, paint));
    return count > 0 ? EXIT.findings : EXIT.ok;
  },
});

/** An addition or the whole list, and its findings. */
interface Section {
  /** The addition as given; null for the whole list. */
  readonly text: string | null;
  readonly findings: readonly LocatedFinding[];
}

/** The findings of one prefix. */
interface PrefixFindings {
  readonly prefix: AccountPrefix;
  /** Number of bindings. */
  readonly size: number;
  readonly sections: readonly Section[];
}

function countFindings(groups: readonly PrefixFindings[]): number {
  const sections = groups.flatMap((group) => group.sections);
  return sections.reduce((sum, { findings }) => sum + findings.length, 0);
}

async function currentGroups(call: CheckCall): Promise<readonly PrefixFindings[]> {
  const { values, io } = call;
  const additions = (values.add ?? []).map(parseAddition);
  const account = await openAccount(values, io);
  const given = values.prefix === undefined ? undefined : await account.find(values.prefix, '--prefix');
  const places = additions.length === 0 ? null : await placesOf(additions, account, given);
  const prefixes =
    places === null ? (given === undefined ? await account.prefixes() : [given]) : [...places.keys()];
  const listed = (await readServices(values.services, io)) ?? (await account.services());
  if (places === null) {
    const parts = new Map(prefixes.map((prefix) => [prefix, account.currentPart(prefix)]));
    const others = prefixes.filter((prefix) => parts.get(prefix) === null);
    const bound = new Map((await loadBindings(account, io, others)).map((one) => [one.prefix, one.bindings]));
    return prefixes.map((prefix) => {
      const [part, bindings = []] = [parts.get(prefix), bound.get(prefix)];
      const facts = { prefix, services: listed };
      const findings = part ? part.lint(facts) : lint({ ...facts, bindings });
      return { prefix, size: part ? part.size : bindings.length, sections: [{ text: null, findings }] };
    });
  }
  const bound = await loadBindings(account, io, prefixes);
  const size = bound.reduce((sum, { bindings }) => sum + bindings.length, 0);
  const inFlight = bound.map(({ bindings }) => inFlightOf(bindings));
  await warnInFlight(inFlight, size, call);
  return bound.map((one) => ({
    prefix: one.prefix,
    size: one.bindings.length,
    sections: checkAdditions(one, listed, places.get(one.prefix) ?? []),
  }));
}

/** The additions by prefix. In a given prefix a malformed block is a finding. */
async function placesOf(
  additions: readonly Addition[],
  account: AccountSource,
  given: AccountPrefix | undefined,
): Promise<ReadonlyMap<AccountPrefix, readonly Addition[]>> {
  if (given !== undefined) return new Map([[given, additions]]);
  const prefixes = await account.prefixes();
  const blocks = additions.map(({ block }) => blockOf(block, '--add'));
  const places = new Map<AccountPrefix, Addition[]>();
  for (const [i, prefix] of new PrefixIndex(prefixes).findMany(blocks).entries()) {
    const block = blocks[i] ?? '';
    if (prefix === null) throw prefixNotFound(block, block, prefixes, account.name);
    const addition = { ...(additions[i] as Addition), block };
    places.set(prefix, [...(places.get(prefix) ?? []), addition]);
  }
  return places;
}

function checkAdditions(
  { prefix, bindings }: BoundPrefix,
  services: readonly Service[] | undefined,
  additions: readonly Addition[],
): Section[] {
  const named = knownServices(services, [{ bindings }]);
  // An addition has no service name: take it from the list.
  const names = new Map(bindings.map(({ serviceId, serviceName }) => [serviceId, serviceName]));
  const present: BindingFacts[] = [...bindings];
  return additions.map(({ text, block, service }) => {
    const serviceId = serviceIdOf(service, named, '--add');
    const proposed = { cidr: block, serviceId, serviceName: names.get(serviceId) ?? null };
    const findings = checkBinding({ prefix, bindings: present, services, proposed });
    if (!findings.some(({ severity }) => severity === 'error')) present.push(proposed);
    return { text, findings };
  });
}

async function desiredGroups({ values, io }: CheckCall): Promise<readonly PrefixFindings[]> {
  const { inputs } = await readAccountInput({ ...values, add: undefined }, io);
  return inputs.map(({ task: { prefix, services }, lists, sourceOf }) => {
    const findings = locateFindings(lists.lintDesired({ prefix, services }), sourceOf);
    return { prefix, size: lists.desiredSize, sections: [{ text: null, findings }] };
  });
}

/** A finding in the JSON array. */
function findingJson(
  { code, severity, basis, cidr, message, help, replacement = [], source }: LocatedFinding,
  addition: string | null,
  prefix: string,
): object {
  return { prefix, code, severity, basis, cidr, source, message, help, replacement, addition };
}

function report(groups: readonly PrefixFindings[], hidden: number, paint: Painter): string {
  const shown = groups.length === 1 ? groups : groups.filter(({ sections }) => sections.some(hasLines));
  const lines = shown.flatMap(({ prefix, sections }) => {
    const own = sections.flatMap((section) => sectionLines(section, paint));
    const gap = own.length > 0 && own.at(-1) !== '' ? [''] : [];
    const head = groups.length === 1 ? [] : [paint.bold(prefix.cidr)];
    return [...head, ...own, ...gap];
  });
  const sections = groups.flatMap((group) => group.sections);
  const all = sections.flatMap(({ findings }) => findings);
  const parts = SEVERITIES.flatMap((severity) => {
    const count = all.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [pluralize(count, severity)];
  });
  const least = hidden === 0 ? '' : ` (${grouped(hidden)} less serious not shown)`;
  const size = pluralize(
    groups.reduce((sum, group) => sum + group.size, 0),
    'binding',
  );
  const what = sections.some(({ text }) => text !== null)
    ? `${pluralize(sections.length, 'addition')} to ${size}`
    : size;
  const of = groups.length === 1 ? groups[0]?.prefix.cidr : pluralize(groups.length, 'prefix', 'prefixes');
  const sum = parts.length === 0 ? 'no findings' : parts.join(', ');
  return `${[...lines, paint.bold(`${what} of ${of}: ${sum}${least}`)].join('\n')}\n`;
}

const hasLines = ({ text, findings }: Section): boolean => text !== null || findings.length > 0;

function sectionLines({ text, findings }: Section, paint: Painter): string[] {
  const verdict = findings.length === 0 ? `  ${paint.green('ok')}` : '';
  const head = text === null ? [] : [`${paint.bold(`+ ${safeText(text, 120)}`)}${verdict}`];
  const lines = findingLines(findings, text === null ? '' : '  ', paint);
  return [...head, ...lines, ...(text === null && lines.length > 0 ? [''] : [])];
}

/** Findings as blocks of three lines: head, message, help; the others of the kind in a fourth. */
function findingLines(findings: readonly LocatedFinding[], indent: string, paint: Painter): string[] {
  const colours = { error: paint.red, warning: paint.yellow, note: paint.cyan } as const;
  const printed = printedFindings(findings);
  const hasSources = printed.some(({ finding }) => finding.source !== undefined);
  const sourceCell = (source = '') => ({
    text: source === '' ? '' : `in ${safeText(source, 200)}`,
    paint: paint.dim,
  });
  const heads = new AlignedColumns(indent).lines(
    printed.map(({ finding: { severity, code, cidr, basis, source } }) => [
      { text: severity, paint: colours[severity] },
      { text: code, paint: paint.bold },
      { text: safeText(cidr, 60) },
      ...(hasSources ? [sourceCell(source)] : []),
      { text: basis === 'assumed' ? '(assumed)' : '', paint: paint.dim },
    ]),
  );
  return printed.flatMap((one, i) => [
    heads[i] ?? '',
    `${indent}  ${safeText(one.finding.message, 400)}`,
    `${indent}  ${paint.dim('cure:')} ${safeText(one.finding.help, 400)}`,
    ...(one.others.length === 0 ? [] : [`${indent}  ${othersText(one)}`]),
  ]);
}
