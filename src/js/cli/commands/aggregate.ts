// `byoip aggregate`: the shortest list of bindings for hosts, ranges and blocks with services.

import { type Aggregated, aggregate as aggregateClaims } from '../../plan/aggregate.js';
import { isServiceId, serviceIdOf } from '../account/service-names.js';
import { defineCommand } from '../command.js';
import { errorInBytes } from '../errors.js';
import { readInput, readServices, rejectSharedStdin } from '../input.js';
import { EXIT } from '../io.js';
import { flag, IDS_OPTION, prefixOption, required, text, texts } from '../options.js';
import { grouped, jsonLines, type Painter, pluralize, safeText, table } from '../output.js';
import { readingNotice, SERVICES_OPTION } from '../plan/plan-input.js';

export const aggregate = defineCommand({
  name: 'aggregate',
  usage:
    'byoip aggregate --prefix CIDR --default SERVICE [--from FILE] [--claims] [--default-only SERVICE…] [--services FILE] [--ids] [--json]',
  options: {
    prefix: prefixOption('the prefix of the addresses'),
    default: required(
      text('SERVICE', 'the service of the prefix itself and of all addresses that the list does not name'),
      'no default is given',
      'pass --default SERVICE',
    ),
    from: text(
      'FILE',
      'addresses and their services, as CSV or JSON; - for standard input, which is the default',
    ),
    claims: flag('read the list as claims: of entries that overlap, the last one wins'),
    'default-only': texts(
      'SERVICE',
      'a service that may only be the default, such as Magic Transit; can be repeated',
    ),
    ...SERVICES_OPTION,
    ...IDS_OPTION,
  },
  limit: { help: 'pass the addresses with --from FILE' },
  notes: [
    'A line of CSV is `addresses,service_id`: an address, first-last or a block. The first line can name the columns. JSON is a list of objects with `host`, `range`, `cidr` or `target`, and `service_id`; a response of the API or a snapshot is possible too. The list is read as bindings: a host is its /32 or /128, and the most specific entry wins, in any order. A list with a range, or any list with --claims, is read as claims: the last entry on an address wins.',
    'The resulting list gives every address the same service, and no shorter list does. The JSON is one array of bindings, which other commands read with --from.',
  ],
  examples: [
    {
      line: 'byoip aggregate --prefix 192.0.2.0/24 --default SERVICE --from hosts.csv',
      what: 'the fewest bindings for a list of hosts',
    },
    {
      line: 'byoip list 192.0.2.0/24 --json | byoip aggregate --prefix 192.0.2.0/24 --default SERVICE',
      what: 'would fewer bindings do?',
    },
  ],
  async run({ values, io, paint }) {
    const { prefix, claims } = values;
    rejectSharedStdin(values.from ?? '-', values.services);
    const services = await readServices(values.services, io);
    const idOf = (text: string, source: string) => serviceIdOf(text, services ?? [], source);
    const service = idOf(values.default, '--default');
    const defaultOnly = values['default-only']?.map((one) => idOf(one, '--default-only'));
    const { bytes, name } = await readInput(values.from ?? '-', io);
    const readAs = claims ? 'claims' : undefined;
    let result: Aggregated;
    try {
      result = aggregateClaims({ prefix, default: service, claims: bytes, defaultOnly, readAs, services });
    } catch (error) {
      throw errorInBytes(error, name, bytes);
    }
    const entries = result.bindings.map(({ cidr, serviceId }) => ({ cidr, serviceId }));
    const notices = [readingNotice('the list', result.readAs)];
    const hasNames = result.bindings.some(({ serviceId }) => !isServiceId(serviceId));
    if (services === undefined && hasNames) {
      notices.push('without --services, services are compared as they are written');
    }
    const names = new Map(values.ids ? [] : services?.map(({ id, name: known }) => [id, known]));
    await io.stdout.write(values.json ? jsonLines(entries) : report(result, names, notices, paint));
    if (values.json) await io.stderr.write(notices.map((notice) => `byoip: ${notice}\n`).join(''));
    return EXIT.ok;
  },
});

function report(
  { bindings, claims, regional, asClaimed }: Aggregated,
  names: ReadonlyMap<string, string>,
  notices: readonly string[],
  paint: Painter,
): string {
  const rows = bindings.map(({ cidr, serviceId }) => [
    { text: cidr },
    { text: safeText(names.get(serviceId) || serviceId) },
  ]);
  const ignored = regional === 0 ? '' : ` (${grouped(regional)} regional ignored)`;
  const before = `${pluralize(claims, 'entry', 'entries')} read${ignored}: ${pluralize(asClaimed, 'binding')} without aggregation`;
  const sum = `${before}, ${grouped(bindings.length)} with it`;
  return `${table(['CIDR', 'SERVICE'], rows, sum, paint)}${notices.map((notice) => `${paint.dim(notice)}\n`).join('')}`;
}
