// `byoip diff`: the difference between the current and the desired bindings, without a plan.

import { diff as compare } from '../../plan/plan.js';
import type { Difference, DifferenceEntry, PlanMove } from '../../types/plan.js';
import { defineCommand } from '../command.js';
import { warnInFlight } from '../in-flight.js';
import { EXIT } from '../io.js';
import { flag } from '../options.js';
import {
  AlignedColumns,
  jsonText,
  type Paint,
  type Painter,
  pluralize,
  safeText,
  type TextCell,
} from '../output.js';
import { readingNotice, readPlanInput, TASK_OPTIONS } from '../plan-input.js';

/** Ranges in one line. */
const RANGES = 8;

export const diff = defineCommand({
  name: 'diff',
  summary: 'compare the current with the desired bindings',
  usage:
    'byoip diff --prefix CIDR --to FILE [--from FILE] [--default SERVICE_ID] [--claims] [--services FILE] [--json]',
  options: {
    ...TASK_OPTIONS,
    'allow-unknown-services': flag('allow desired services that are not known'),
  },
  limit: { help: 'pass the lists with --from FILE and --to FILE' },
  notes: [
    'It takes the input of `byoip plan` and prints the blocks that are added (+), removed (-) or bound to another service (~), and the addresses whose owner changes, which can be fewer or none. The exit code is 2 where something differs.',
  ],
  examples: [
    {
      line: 'byoip diff --prefix 192.0.2.0/24 --from bindings.json --to desired.json',
      what: 'compare two lists',
    },
    {
      line: 'byoip diff --prefix 192.0.2.0/24 --to desired.json',
      what: 'find drift: compare the API with the desired list',
    },
  ],
  async run(call) {
    const { values, io, paint } = call;
    const { task, readAs } = await readPlanInput(values, io);
    const difference = compare({
      ...task,
      limits: { allowUnknownServices: values['allow-unknown-services'] },
    });
    const names = new Map<string | null, string | null | undefined>([
      ...task.desired.map(({ serviceId, serviceName }) => [serviceId, serviceName] as const),
      ...task.current.map(({ serviceId, serviceName }) => [serviceId, serviceName] as const),
      ...(task.services ?? []).map(({ id, name }) => [id, name] as const),
    ]);
    const name = (id: string | null) => (id === null ? 'no owner' : safeText(names.get(id) || id));
    await warnInFlight(task.current, call);
    const text = `${report(difference, name, paint)}${paint.dim(readingNotice('--to', readAs))}\n`;
    await io.stdout.write(values.json ? `${jsonText({ ...difference, readAs })}\n` : text);
    const { added, removed, changed } = difference;
    return added.length + removed.length + changed.length === 0 ? EXIT.ok : EXIT.findings;
  },
});

type NameOf = (id: string | null) => string;

function report(found: Difference, name: NameOf, paint: Painter): string {
  const { prefix, added, removed, changed, kept, regional, addressesChanged, moves } = found;
  const row = (sign: string, colour: Paint, entry: DifferenceEntry): TextCell[] => {
    const services = sign === '~' ? `${name(entry.from)} -> ${name(entry.to)}` : name(entry.from ?? entry.to);
    return [sign, entry.cidr, services].map((text) => ({ text, paint: colour }));
  };
  const rows = [
    ...removed.map((entry) => row('-', paint.red, entry)),
    ...changed.map((entry) => row('~', paint.yellow, entry)),
    ...added.map((entry) => row('+', paint.green, entry)),
  ];
  const moved = moves.map((move) => moveRow(move, name));
  const head = moved.length === 0 ? [] : ['', paint.bold('addresses that change owner')];
  const lines = [...new AlignedColumns().lines(rows), ...head, ...new AlignedColumns('  ').lines(moved)];
  if (rows.length > 0) lines.push('');
  const aside = regional === 0 ? '' : ` and ${regional.toLocaleString('en')} regional`;
  const sum = `${added.length} added, ${removed.length} removed, ${changed.length} changed`;
  const rest = `${pluralize(kept, 'binding')}${aside} ${kept === 1 && regional === 0 ? 'stays' : 'stay'}`;
  const count = BigInt(addressesChanged);
  const owners = `${count.toLocaleString('en')} ${count === 1n ? 'address changes' : 'addresses change'} owner`;
  const text =
    rows.length === 0
      ? `${prefix}: no changes: what is bound is what should be`
      : `${prefix}: ${sum}, ${rest}; ${owners}`;
  return `${[...lines, paint.bold(text)].join('\n')}\n`;
}

function moveRow({ from, to, addresses, ranges }: PlanMove, name: NameOf): TextCell[] {
  const more = ranges.length > RANGES ? ` and ${(ranges.length - RANGES).toLocaleString('en')} more` : '';
  return [
    { text: BigInt(addresses).toLocaleString('en') },
    { text: `${name(from)} -> ${name(to)}` },
    { text: ranges.slice(0, RANGES).join(', ') + more },
  ];
}
