// `byoip list`: the bindings of a prefix, or of all prefixes of the account.

import { progressOf } from '../../bindings/rollout-progress.js';
import type { ServiceBinding } from '../../types/api.js';
import { loadBindings, openAccount } from '../account.js';
import type { BoundPrefix } from '../account-prefix.js';
import { defineCommand } from '../command.js';
import { stateCell } from '../in-flight.js';
import { EXIT } from '../io.js';
import { API_OPTIONS } from '../options.js';
import { AlignedColumns, jsonLines, type Painter, pluralize, safeText, type TextCell } from '../output.js';

export const list = defineCommand({
  name: 'list',
  summary: 'list the bindings of one prefix or of all',
  usage: 'byoip list [PREFIX] [--account ID] [--base-url URL] [--json]',
  options: API_OPTIONS,
  limit: { most: 1, takes: 'one prefix or none', help: 'remove the others' },
  notes: [
    'Without an argument it gets the prefixes and then the bindings of each. If one request fails, the command fails: it never shows an incomplete list.',
    'The JSON is one array of bindings, which `resolve` and `check` read with --from.',
  ],
  examples: [
    { line: 'byoip list', what: 'all bindings of the account' },
    {
      line: 'byoip list 192.0.2.0/24',
      what: 'one prefix, by its CIDR, its id, or an address or block in it',
    },
    { line: 'byoip list --json > bindings.json', what: 'save them for later use' },
  ],
  async run({ values, args: [text], io, paint }) {
    const account = await openAccount(values, io);
    const prefixes = text === undefined ? undefined : [await account.find(text, 'PREFIX')];
    const groups = await loadBindings(account, io, prefixes);
    const entries = groups.flatMap(({ prefix: { id: prefixId, cidr }, bindings }) =>
      bindings.map((binding) => ({ prefixId, prefix: cidr, ...binding })),
    );
    await io.stdout.write(values.json ? jsonLines(entries) : report(groups, paint));
    return EXIT.ok;
  },
});

function report(groups: readonly BoundPrefix[], paint: Painter): string {
  const columns = new AlignedColumns('  ');
  const rows = groups.map(({ bindings }) => bindings.map((binding) => row(binding, paint)));
  // First all rows together, so that all groups have the same column widths.
  columns.lines(rows.flat());
  const lines = groups.flatMap(({ prefix }, i) => {
    const own = rows[i] ?? [];
    const none = own.length === 0 ? [paint.yellow('  nothing is bound')] : columns.lines(own);
    return [`${paint.bold(prefix.cidr)}  ${paint.dim(safeText(prefix.id ?? ''))}`, ...none, ''];
  });
  return `${[...lines, paint.bold(summary(groups))].join('\n')}\n`;
}

function row({ cidr, serviceId, serviceName, state, id }: ServiceBinding, paint: Painter): TextCell[] {
  const service = serviceName !== null && serviceName !== '' ? serviceName : serviceId;
  return [
    { text: cidr },
    service === null
      ? { text: '(regional)', paint: paint.dim }
      : { text: safeText(service), paint: paint.cyan },
    stateCell(state, paint),
    { text: safeText(id), paint: paint.dim },
  ];
}

function summary(groups: readonly BoundPrefix[]): string {
  const all = groups.flatMap(({ bindings }) => bindings);
  const regional = all.filter(({ serviceId }) => serviceId === null).length;
  const count = (progress: string) => all.filter(({ state }) => progressOf(state) === progress).length;
  const [provisioning, stuck] = [count('provisioning'), count('stuck')];
  const parts = [`${pluralize(groups.length, 'prefix', 'prefixes')}, ${pluralize(all.length, 'binding')}`];
  if (regional > 0) parts.push(`${regional.toLocaleString('en')} regional`);
  if (provisioning > 0) parts.push(`${provisioning.toLocaleString('en')} not active yet`);
  if (stuck > 0) parts.push(`${stuck.toLocaleString('en')} stuck`);
  return parts.join(', ');
}
