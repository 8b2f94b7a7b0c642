// `byoip check`: checks bindings, or additions to them, against the rules.

import type { BindingFacts, Finding, Severity } from '../../types/api.js';
import { check as checkBinding, lint } from '../../wasm/core.js';
import { defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { warnInFlight } from '../in-flight.js';
import { readInput, readServices, rejectSharedStdin } from '../input.js';
import { EXIT } from '../io.js';
import { choice, fromOption, prefixOption, texts } from '../options.js';
import { AlignedColumns, jsonLines, type Painter, pluralize, safeText } from '../output.js';
import { SERVICES_OPTION } from '../plan-input.js';
import { type PrefixInput, readPrefixInput } from '../prefix-input.js';

/** From the most to the least serious. */
const SEVERITIES = ['error', 'warning', 'note'] as const satisfies readonly Severity[];

export const check = defineCommand({
  name: 'check',
  summary: 'check bindings, or additions to them, against the rules',
  usage:
    'byoip check --prefix CIDR --from FILE [--add CIDR=SERVICE_ID…] [--services FILE] [--severity error|warning|note] [--json]',
  options: {
    prefix: prefixOption('the prefix of the bindings'),
    from: fromOption('its bindings: a response of the API, a bare list, or a snapshot; - for standard input'),
    add: texts('CIDR=SERVICE_ID', 'check a binding before it is created; can be repeated'),
    ...SERVICES_OPTION,
    severity: choice(SEVERITIES, 'report only findings of at least this severity; default: note'),
  },
  limit: { help: 'pass bindings with --from FILE, and additions with --add CIDR=SERVICE_ID' },
  notes: [
    'Without --add, check the whole list. With it, check each addition in order, together with the additions before it. An addition with an error is not added for the next one, since the API would refuse it.',
    'Findings are errors, warnings and notes. Any of them, even a note, makes the exit code 2. --severity warning or --severity error ignores less serious ones.',
  ],
  examples: [
    { line: 'byoip check --prefix 192.0.2.0/24 --from bindings.json', what: 'check a list' },
    {
      line: 'byoip check --prefix 192.0.2.0/24 --from bindings.json --add 192.0.2.8/29=SERVICE_ID',
      what: 'check one more binding',
    },
    {
      line: 'byoip check --prefix 192.0.2.0/24 --from bindings.json --severity error',
      what: 'in CI: fail on errors only',
    },
  ],
  async run(call) {
    const { values, io, paint } = call;
    rejectSharedStdin(values.from, values.services);
    const additions = (values.add ?? []).map(parseAddition);
    const input = readPrefixInput(await readInput(values.from, io), values.prefix);
    const services = (await readServices(values.services, io)) ?? input.services;
    const known = { ...input, services };
    if (additions.length > 0) await warnInFlight(known.bindings, call);
    const sections = additions.length === 0 ? [lintAll(known)] : checkAdditions(known, additions);
    const most = SEVERITIES.indexOf(values.severity ?? 'note');
    const shown = sections.map(({ text, findings }) => ({
      text,
      findings: findings.filter(({ severity }) => SEVERITIES.indexOf(severity) <= most),
    }));
    const entries = shown.flatMap(({ text, findings }) => findings.map((one) => findingJson(one, text)));
    const hidden = sections.flatMap(({ findings }) => findings).length - entries.length;
    await io.stdout.write(values.json ? jsonLines(entries) : report(shown, known, hidden, paint));
    return entries.length > 0 ? EXIT.findings : EXIT.ok;
  },
});

/** An addition or the whole list, and its findings. */
interface Section {
  /** The addition as given; null for the whole list. */
  readonly text: string | null;
  readonly findings: readonly Finding[];
}

interface Addition {
  readonly text: string;
  readonly cidr: string;
  readonly serviceId: string;
}

function parseAddition(text: string): Addition {
  const split = text.indexOf('=');
  if (split > 0) return { text, cidr: text.slice(0, split), serviceId: text.slice(split + 1) };
  throw usageError(`\`--add\` is \`${safeText(text, 80)}\``, 'write --add CIDR=SERVICE_ID');
}

function lintAll({ prefix, bindings, services }: PrefixInput): Section {
  return { text: null, findings: lint({ prefix, bindings, services }) };
}

function checkAdditions(
  { prefix, bindings, services }: PrefixInput,
  additions: readonly Addition[],
): Section[] {
  // An addition has no service name: take it from the list.
  const names = new Map(bindings.map(({ serviceId, serviceName }) => [serviceId, serviceName]));
  const present: BindingFacts[] = [...bindings];
  return additions.map(({ text, cidr, serviceId }) => {
    const proposed = { cidr, serviceId, serviceName: names.get(serviceId) ?? null };
    const findings = checkBinding({ prefix, bindings: present, services, proposed });
    if (!findings.some(({ severity }) => severity === 'error')) present.push(proposed);
    return { text, findings };
  });
}

/** A finding in the JSON array. */
function findingJson(
  { code, severity, basis, cidr, message, help, replacement = [] }: Finding,
  addition: string | null,
): object {
  return { code, severity, basis, cidr, message, help, replacement, addition };
}

function report(
  sections: readonly Section[],
  { prefix, bindings }: PrefixInput,
  hidden: number,
  paint: Painter,
): string {
  const lines: string[] = [];
  for (const { text, findings } of sections) {
    if (text !== null) {
      const verdict = findings.length === 0 ? `  ${paint.green('ok')}` : '';
      lines.push(`${paint.bold(`+ ${safeText(text, 120)}`)}${verdict}`);
    }
    for (const line of findingLines(findings, text === null ? '' : '  ', paint)) lines.push(line);
    if (text === null && findings.length > 0) lines.push('');
  }
  if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
  const all = sections.flatMap(({ findings }) => findings);
  const parts = SEVERITIES.flatMap((severity) => {
    const count = all.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [pluralize(count, severity)];
  });
  const least = hidden === 0 ? '' : ` (${hidden.toLocaleString('en')} less serious not shown)`;
  const what = sections.some(({ text }) => text !== null)
    ? `${pluralize(sections.length, 'addition')} to ${pluralize(bindings.length, 'binding')}`
    : pluralize(bindings.length, 'binding');
  const sum = parts.length === 0 ? 'no findings' : parts.join(', ');
  lines.push(paint.bold(`${what} of ${prefix.cidr}: ${sum}${least}`));
  return `${lines.join('\n')}\n`;
}

/** Findings as blocks of three lines: head, message, help. */
function findingLines(findings: readonly Finding[], indent: string, paint: Painter): string[] {
  const colours = { error: paint.red, warning: paint.yellow, note: paint.cyan } as const;
  const heads = new AlignedColumns(indent).lines(
    findings.map(({ severity, code, cidr, basis }) => [
      { text: severity, paint: colours[severity] },
      { text: code, paint: paint.bold },
      { text: safeText(cidr, 60) },
      { text: basis === 'assumed' ? '(assumed)' : '', paint: paint.dim },
    ]),
  );
  return findings.flatMap(({ message, help }, i) => [
    heads[i] ?? '',
    `${indent}  ${safeText(message, 400)}`,
    `${indent}  ${paint.dim('cure:')} ${safeText(help, 400)}`,
  ]);
}
