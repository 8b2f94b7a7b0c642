// `byoip aggregate`: the shortest list of bindings for hosts, ranges and blocks with services.

import { type Aggregated, aggregate as aggregateClaims } from '../../plan/aggregate.js';
import type { Command } from '../command.js';
import { errorInBytes, usageError } from '../errors.js';
import { parseCidrArgument, readInput } from '../input.js';
import { EXIT } from '../io.js';
import { readOptions } from '../options.js';
import { AlignedColumns, jsonLines, type Painter, painter, pluralize, safeText } from '../output.js';
import { readingNotice } from '../plan-input.js';

const USAGE =
  'byoip aggregate --prefix CIDR --default SERVICE_ID [--from FILE] [--claims] [--default-only SERVICE_ID…] [--json]';
const OPTIONS = {
  prefix: { type: 'string', value: 'CIDR', help: 'the prefix of the addresses' },
  default: {
    type: 'string',
    value: 'SERVICE_ID',
    help: 'the service of the prefix itself and of all addresses that the list does not name',
  },
  from: {
    type: 'string',
    value: 'FILE',
    help: 'addresses and their services, as CSV or JSON; - for standard input, which is the default',
  },
  claims: { type: 'boolean', help: 'read the list as claims: of entries that overlap, the last one wins' },
  'default-only': {
    type: 'string',
    multiple: true,
    value: 'SERVICE_ID',
    help: 'a service that may only be the default, such as Magic Transit; can be repeated',
  },
} as const;

export const aggregate: Command = {
  name: 'aggregate',
  summary: 'find the fewest bindings for hosts, ranges and blocks',
  usage: USAGE,
  options: OPTIONS,
  notes: [
    'A line of CSV is `addresses,service_id`: an address, first-last or a block. The first line can name the columns. JSON is a list of objects with `host`, `range`, `cidr` or `target`, and `service_id`; a response of the API or a snapshot is possible too. The list is read as bindings: a host is its /32 or /128, and the most specific entry wins, in any order. A list with a range, or any list with --claims, is read as claims: the last entry on an address wins.',
    'The resulting list gives every address the same service, and no shorter list does. The JSON is one array of bindings, which other commands read with --from.',
  ],
  examples: [
    {
      line: 'byoip aggregate --prefix 192.0.2.0/24 --default SERVICE_ID --from hosts.csv',
      what: 'the fewest bindings for a list of hosts',
    },
    {
      line: 'byoip list 192.0.2.0/24 --json | byoip aggregate --prefix 192.0.2.0/24 --default SERVICE_ID',
      what: 'would fewer bindings do?',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = readOptions({ usage: USAGE, options: OPTIONS }, args);
    if (positionals.length > 0) {
      throw usageError('`aggregate` takes only options', 'pass the addresses with --from FILE', USAGE);
    }
    if (values.prefix === undefined) throw usageError('no prefix is given', 'pass --prefix CIDR', USAGE);
    const { default: service } = values;
    if (service === undefined) throw usageError('no default is given', 'pass --default SERVICE_ID', USAGE);
    const prefix = parseCidrArgument(values.prefix, '--prefix').cidr;
    const { bytes, name } = await readInput(values.from ?? '-', io);
    const { claims, 'default-only': only } = values;
    const result = aggregateFile({ bytes, name, prefix, service, only, claims });
    const paint = painter(io.stdout, io.env, values['no-color'] === true);
    const entries = result.bindings.map(({ cidr, serviceId }) => ({ cidr, serviceId }));
    const notice = readingNotice('the list', result.readAs);
    await io.stdout.write(values.json === true ? jsonLines(entries) : report(result, notice, paint));
    if (values.json === true) await io.stderr.write(`byoip: ${notice}\n`);
    return EXIT.ok;
  },
};

interface AggregateRequest {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly prefix: string;
  readonly service: string;
  readonly only: readonly string[] | undefined;
  readonly claims: boolean | undefined;
}

function aggregateFile({ bytes, name, prefix, service, only, claims }: AggregateRequest): Aggregated {
  try {
    const readAs = claims === true ? 'claims' : undefined;
    return aggregateClaims({ prefix, default: service, claims: bytes, defaultOnly: only, readAs });
  } catch (error) {
    throw errorInBytes(error, name, bytes);
  }
}

function report(
  { bindings, claims, regional, asClaimed }: Aggregated,
  notice: string,
  paint: Painter,
): string {
  const head = ['CIDR', 'SERVICE'].map((text) => ({ text, paint: paint.dim }));
  const rows = bindings.map(({ cidr, serviceId }) => [{ text: cidr }, { text: safeText(serviceId) }]);
  const ignored = regional === 0 ? '' : ` (${regional.toLocaleString('en')} regional ignored)`;
  const before = `${pluralize(claims, 'entry', 'entries')} read${ignored}: ${pluralize(asClaimed, 'binding')} without aggregation`;
  const sum = `${before}, ${bindings.length.toLocaleString('en')} with it`;
  return `${[...new AlignedColumns().lines([head, ...rows]), '', paint.bold(sum), paint.dim(notice)].join('\n')}\n`;
}
