// `byoip aggregate`: hosts, ranges and blocks with services, as the least list of bindings.

import { type Aggregated, aggregate as least } from '../../plan/aggregate.js';
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
  prefix: { type: 'string', value: 'CIDR', help: 'the prefix that the addresses lie in' },
  default: {
    type: 'string',
    value: 'SERVICE_ID',
    help: 'the service of the prefix itself, and of all addresses that the list does not name',
  },
  from: {
    type: 'string',
    value: 'FILE',
    help: 'addresses and their services, as CSV or JSON; - or nothing for standard input',
  },
  claims: { type: 'boolean', help: 'read the list as claims: of entries that overlap, the last one wins' },
  'default-only': {
    type: 'string',
    multiple: true,
    value: 'SERVICE_ID',
    help: 'a service that may only be the default, such as Magic Transit; may be repeated',
  },
} as const;

export const aggregate: Command = {
  name: 'aggregate',
  summary: 'find the fewest bindings for hosts, ranges and blocks',
  usage: USAGE,
  options: OPTIONS,
  notes: [
    'A line of CSV is `addresses,service_id`, with an address, first-last or a block; a first line may name the columns. JSON is a list of objects with `host`, `range`, `cidr` or `target`, and `service_id`; an answer of the API or a snapshot will do as well. It is read as bindings: a host is its /32 or /128, and the most specific entry wins, in any order. With a range in it, or with --claims, it is read as claims: the last entry on an address wins.',
    'The list that comes out gives every address the same service, and no list is shorter. The JSON is one array of bindings, which --from of other commands reads.',
  ],
  examples: [
    {
      line: 'byoip aggregate --prefix 192.0.2.0/24 --default SERVICE_ID --from hosts.csv',
      what: 'the fewest bindings for a list of hosts',
    },
    {
      line: 'byoip list 192.0.2.0/24 --json | byoip aggregate --prefix 192.0.2.0/24 --default SERVICE_ID',
      what: 'could there be fewer than there are?',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = readOptions({ usage: USAGE, options: OPTIONS }, args);
    if (positionals.length > 0) {
      throw usageError('`aggregate` takes options only', 'pass the addresses with --from FILE', USAGE);
    }
    if (values.prefix === undefined) throw usageError('no prefix is named', 'pass --prefix CIDR', USAGE);
    const { default: service } = values;
    if (service === undefined) throw usageError('no default is named', 'pass --default SERVICE_ID', USAGE);
    const prefix = parseCidrArgument(values.prefix, '--prefix').cidr;
    const { bytes, name } = await readInput(values.from ?? '-', io);
    const { claims, 'default-only': only } = values;
    const found = aggregateFile({ bytes, name, prefix, service, only, claims });
    const paint = painter(io.stdout, io.env, values['no-color'] === true);
    const entries = found.bindings.map(({ cidr, serviceId }) => ({ cidr, serviceId }));
    const read = readingNotice('the list', found.readAs);
    await io.stdout.write(values.json === true ? jsonLines(entries) : report(found, read, paint));
    if (values.json === true) await io.stderr.write(`byoip: ${read}\n`);
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
    return least({ prefix, default: service, claims: bytes, defaultOnly: only, readAs });
  } catch (error) {
    throw errorInBytes(error, name, bytes);
  }
}

function report({ bindings, claims, regional, asClaimed }: Aggregated, read: string, paint: Painter): string {
  const head = ['CIDR', 'SERVICE'].map((text) => ({ text, paint: paint.dim }));
  const rows = bindings.map(({ cidr, serviceId }) => [{ text: cidr }, { text: safeText(serviceId) }]);
  const left = regional === 0 ? '' : ` (${regional.toLocaleString('en')} regional left out)`;
  const as = `${pluralize(claims, 'entry', 'entries')} read${left}: ${pluralize(asClaimed, 'binding')} one by one`;
  const sum = `${as}, ${bindings.length.toLocaleString('en')} at least`;
  return `${[...new AlignedColumns().lines([head, ...rows]), '', paint.bold(sum), paint.dim(read)].join('\n')}\n`;
}
