// `byoip diff`: what differs between what is bound and what should be, without a way from one to the other.

import { diff as compared } from '../../plan/plan.js';
import type { Difference, DifferenceEntry, PlanMove } from '../../types/plan.js';
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { warnInFlight } from '../in-flight.js';
import { EXIT } from '../io.js';
import { readOptions } from '../options.js';
import {
  AlignedColumns,
  jsonText,
  type Paint,
  type Painter,
  painter,
  pluralize,
  safeText,
  type TextCell,
} from '../output.js';
import { readingNotice, readPlanInput, TASK_OPTIONS } from '../plan-input.js';

const USAGE =
  'byoip diff --prefix CIDR --to FILE [--from FILE] [--default SERVICE_ID] [--claims] [--services FILE] [--json]';

const OPTIONS = {
  ...TASK_OPTIONS,
  'allow-unknown-services': { type: 'boolean', help: 'let a service be wanted that is not known' },
} as const;

/** Ranges that are shown in one line. */
const RANGES = 8;

export const diff: Command = {
  name: 'diff',
  summary: 'say what differs from what should be bound',
  usage: USAGE,
  options: OPTIONS,
  notes: [
    'It reads what `byoip plan` reads, and plans nothing: blocks that are added (+), removed (-) and bound to another service (~), and the addresses that change hands, which may be fewer or none. The exit code is 2 where something differs.',
  ],
  examples: [
    {
      line: 'byoip diff --prefix 192.0.2.0/24 --from bindings.json --to desired.json',
      what: 'what differs between two lists?',
    },
    {
      line: 'byoip diff --prefix 192.0.2.0/24 --to desired.json',
      what: 'has somebody changed what is bound?',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = readOptions({ usage: USAGE, options: OPTIONS }, args);
    if (positionals.length > 0) {
      throw usageError('`diff` takes options only', 'pass the lists with --from FILE and --to FILE', USAGE);
    }
    const { task, readAs } = await readPlanInput(values, io, USAGE);
    const limits = { allowUnknownServices: values['allow-unknown-services'] };
    const found = compared({ ...task, limits });
    const names = new Map<string | null, string | null | undefined>([
      ...task.desired.map(({ serviceId, serviceName }) => [serviceId, serviceName] as const),
      ...task.current.map(({ serviceId, serviceName }) => [serviceId, serviceName] as const),
      ...(task.services ?? []).map(({ id, name }) => [id, name] as const),
    ]);
    const name = (id: string | null) => (id === null ? 'nobody' : safeText(names.get(id) || id));
    const paint = painter(io.stdout, io.env, values['no-color'] === true);
    await warnInFlight(task.current, io, values['no-color'] === true);
    const text = `${report(found, name, paint)}${paint.dim(readingNotice('--to', readAs))}\n`;
    await io.stdout.write(values.json === true ? `${jsonText({ ...found, readAs })}\n` : text);
    const same = [found.added, found.removed, found.changed].every((list) => list.length === 0);
    return same ? EXIT.ok : EXIT.findings;
  },
};

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
  const hands = moves.map((move) => moveRow(move, name));
  const handed = hands.length === 0 ? [] : ['', paint.bold('addresses that change hands')];
  const lines = [...new AlignedColumns().lines(rows), ...handed, ...new AlignedColumns('  ').lines(hands)];
  if (rows.length > 0) lines.push('');
  const aside = regional === 0 ? '' : ` and ${regional.toLocaleString('en')} regional`;
  const sum = `${added.length} added, ${removed.length} removed, ${changed.length} changed`;
  const hold = `${pluralize(kept, 'binding')}${aside} ${kept === 1 && regional === 0 ? 'stays' : 'stay'}`;
  const count = BigInt(addressesChanged);
  const who = `${count.toLocaleString('en')} ${count === 1n ? 'address changes' : 'addresses change'} hands`;
  const text =
    rows.length === 0
      ? `${prefix}: no changes, what is bound is what should be`
      : `${prefix}: ${sum}, ${hold}; ${who}`;
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
