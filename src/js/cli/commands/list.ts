// `byoip list`: the bindings of a prefix, or of all prefixes of the account.

import { progressOf } from '../../bindings/rollout-progress.js';
import type { ServiceBinding } from '../../types/api.js';
import { type AccountSource, FROM_OPTION, loadBindings, openAccount } from '../account/account.js';
import type { BoundPrefix } from '../account/account-prefix.js';
import { knownServices, serviceIdOf, serviceText } from '../account/service-names.js';
import { defineCommand } from '../command.js';
import { stateCell } from '../in-flight.js';
import { EXIT } from '../io.js';
import { API_OPTIONS, flag, IDS_OPTION, text } from '../options.js';
import {
  AlignedColumns,
  grouped,
  jsonLines,
  type Painter,
  pluralize,
  safeText,
  type TextCell,
} from '../output.js';

export const list = defineCommand({
  name: 'list',
  usage:
    'byoip list [PREFIX] [--from FILE] [--service SERVICE] [--inactive] [--ids] [--account ID] [--base-url URL] [--json]',
  options: {
    ...FROM_OPTION,
    service: text('SERVICE', 'only the bindings of one service'),
    inactive: flag('only bindings that are not active'),
    ...IDS_OPTION,
    ...API_OPTIONS,
  },
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
    { line: 'byoip list --service CDN', what: 'the blocks of a service' },
    { line: 'byoip list --inactive', what: 'bindings that are still rolling out, or stuck' },
  ],
  async run({ values, args: [text], io, paint }) {
    const account = await openAccount(values, io);
    const prefixes = text === undefined ? undefined : [await account.find(text, 'PREFIX')];
    const all = await loadBindings(account, io, prefixes);
    const { service, inactive, ids } = values;
    const id = service === undefined ? undefined : await idOf(service, account, all);
    const isFiltered = id !== undefined || inactive;
    const isShown = ({ serviceId, state }: ServiceBinding) =>
      (id === undefined || serviceId === id) && (!inactive || progressOf(state) !== 'active');
    const groups = isFiltered
      ? all.map(({ prefix, bindings }) => ({ prefix, bindings: bindings.filter(isShown) }))
      : all;
    const entries = () =>
      groups.flatMap(({ prefix: { id: prefixId, cidr }, bindings }) =>
        bindings.map((binding) => ({ prefixId, prefix: cidr, ...binding })),
      );
    await io.stdout.write(values.json ? jsonLines(entries()) : report(groups, { ids, isFiltered, paint }));
    return EXIT.ok;
  },
});

async function idOf(service: string, account: AccountSource, all: readonly BoundPrefix[]): Promise<string> {
  return serviceIdOf(service, knownServices(await account.services(), all), '--service');
}

interface ListFormat {
  readonly ids: boolean;
  /** True where only some bindings are shown: then prefixes without one are left out. */
  readonly isFiltered: boolean;
  readonly paint: Painter;
}

function report(groups: readonly BoundPrefix[], { ids, isFiltered, paint }: ListFormat): string {
  const shown = isFiltered ? groups.filter(({ bindings }) => bindings.length > 0) : groups;
  const columns = new AlignedColumns('  ');
  const rowsOf = ({ bindings }: BoundPrefix) => bindings.map((binding) => row(binding, ids, paint));
  // First the widths of all groups, so that they have the same columns.
  for (const group of shown) columns.measure(rowsOf(group));
  const lines = shown.map((group) => {
    const { prefix, bindings } = group;
    const own = bindings.length === 0 ? [paint.yellow('  nothing is bound')] : columns.lines(rowsOf(group));
    const id = ids && prefix.id !== undefined ? `  ${paint.dim(safeText(prefix.id))}` : '';
    return [`${paint.bold(prefix.cidr)}${id}`, ...own, ''].join('\n');
  });
  return `${[...lines, paint.bold(summary(shown))].join('\n')}\n`;
}

function row(binding: ServiceBinding, ids: boolean, paint: Painter): TextCell[] {
  const { cidr, serviceId, state, id } = binding;
  const service =
    serviceId === null
      ? { text: '(regional)', paint: paint.dim }
      : { text: serviceText(binding, ids), paint: paint.cyan };
  return [
    { text: cidr },
    service,
    stateCell(state, paint),
    ...(ids ? [{ text: safeText(id), paint: paint.dim }] : []),
  ];
}

function summary(groups: readonly BoundPrefix[]): string {
  const all = groups.flatMap(({ bindings }) => bindings);
  const regional = all.filter(({ serviceId }) => serviceId === null).length;
  const count = (progress: string) => all.filter(({ state }) => progressOf(state) === progress).length;
  const [provisioning, stuck] = [count('provisioning'), count('stuck')];
  const parts = [`${pluralize(groups.length, 'prefix', 'prefixes')}, ${pluralize(all.length, 'binding')}`];
  if (regional > 0) parts.push(`${grouped(regional)} regional`);
  if (provisioning > 0) parts.push(`${grouped(provisioning)} not active yet`);
  if (stuck > 0) parts.push(`${grouped(stuck)} stuck`);
  return parts.join(', ');
}
