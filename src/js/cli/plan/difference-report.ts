// Differences as text: of the current and desired bindings of a prefix, and of two states of an account.

import type { Difference, DifferenceEntry, PlanMove } from '../../types/plan.js';
import type { AccountChanges, BindingChange, PrefixChanges } from '../account/compare-accounts.js';
import { AlignedColumns, type Paint, type Painter, pluralize, safeText, type TextCell } from '../output.js';

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

/** The changes of an account: for each prefix its bindings and BGP prefixes. */
export function changesText({ prefixes, equal }: AccountChanges, ids: boolean, paint: Painter): string {
  const blocks = prefixes.map((one) =>
    [prefixHead(one, paint), ...changeLines(one, ids, paint), ''].join('\n'),
  );
  const count = (of: 'added' | 'removed' | 'changed') =>
    prefixes.reduce((all, one) => all + one[of].length, 0).toLocaleString('en');
  const bindings = `bindings: ${count('added')} added, ${count('removed')} removed, ${count('changed')} changed`;
  const differ = `${pluralize(prefixes.length, 'prefix', 'prefixes')} ${prefixes.length === 1 ? 'differs' : 'differ'}`;
  const sum =
    prefixes.length === 0
      ? `no changes in ${pluralize(equal, 'prefix', 'prefixes')}`
      : `${differ}, ${equal.toLocaleString('en')} ${equal === 1 ? 'is' : 'are'} equal; ${bindings}`;
  return `${[...blocks, paint.bold(sum)].join('\n')}\n`;
}

function prefixHead({ prefix, status }: PrefixChanges, { bold, red, green }: Painter): string {
  if (status === 'changed') return bold(prefix);
  return status === 'gone' ? red(`${prefix}  the prefix is gone`) : green(`${prefix}  the prefix is new`);
}

function changeLines(
  { added, removed, changed, bgp }: PrefixChanges,
  ids: boolean,
  paint: Painter,
): string[] {
  const service = (id: string | null, name: string | null) =>
    id === null ? '(regional)' : safeText((ids ? null : name) || id);
  const row = (sign: string, colour: Paint, { cidr, from, to, fromName, toName }: BindingChange) => {
    const one = sign === '+' ? service(to, toName) : service(from, fromName);
    const text = sign === '~' ? `${one} -> ${service(to, toName)}` : one;
    return [sign, cidr, text].map((cell) => ({ text: cell, paint: colour }));
  };
  return new AlignedColumns('  ').lines([
    ...removed.map((one) => row('-', paint.red, one)),
    ...changed.map((one) => row('~', paint.yellow, one)),
    ...added.map((one) => row('+', paint.green, one)),
    ...bgp.map(({ cidr, field, from, to }) => {
      const text = `BGP prefix: ${BGP_FIELDS[field] ?? field} ${shown(from)} -> ${shown(to)}`;
      return ['~', cidr, text].map((cell) => ({ text: cell, paint: paint.yellow }));
    }),
  ]);
}

const BGP_FIELDS: Readonly<Record<string, string>> = {
  exists: 'exists',
  advertised: 'advertised',
  asnPrependCount: 'prepends',
  autoAdvertiseWithdraw: 'automatic withdrawal',
};

function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null ? '-' : safeText(String(value), 24);
}
