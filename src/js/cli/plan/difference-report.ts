// The difference of the current and desired bindings of a prefix as text.

import type { Difference, DifferenceEntry, PlanMove } from '../../types/plan.js';
import { AlignedColumns, grouped, type Paint, type Painter, pluralize, type TextCell } from '../output.js';

/** Ranges in one line. */
const RANGES = 8;

/** The name of a service. */
export type NameOf = (id: string | null) => string;

/** The difference of a prefix. */
export function differenceText(found: Difference, name: NameOf, paint: Painter): string {
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
  const aside = regional === 0 ? '' : ` and ${grouped(regional)} regional`;
  const size = ({ length }: readonly unknown[]) => grouped(length);
  const sum = `${size(added)} added, ${size(removed)} removed, ${size(changed)} changed`;
  const rest = `${pluralize(kept, 'binding')}${aside} ${kept === 1 && regional === 0 ? 'stays' : 'stay'}`;
  const count = BigInt(addressesChanged);
  const owners = `${grouped(count)} ${count === 1n ? 'address changes' : 'addresses change'} owner`;
  const text =
    rows.length === 0
      ? `${prefix}: no changes: what is bound is what should be`
      : `${prefix}: ${sum}, ${rest}; ${owners}`;
  return `${[...lines, paint.bold(text)].join('\n')}\n`;
}

function moveRow({ from, to, addresses, ranges }: PlanMove, name: NameOf): TextCell[] {
  const more = ranges.length > RANGES ? ` and ${grouped(ranges.length - RANGES)} more` : '';
  return [
    { text: grouped(BigInt(addresses)) },
    { text: `${name(from)} -> ${name(to)}` },
    { text: ranges.slice(0, RANGES).join(', ') + more },
  ];
}
