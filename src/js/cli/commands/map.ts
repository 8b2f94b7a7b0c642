// `byoip map`: who gets the traffic of a prefix, as a picture.

import { drawMap, MAP_WIDTHS, type MapBinding } from '../../map/draw-map.js';
import { Layout, NOTHING } from '../../map/layout.js';
import type { Reading } from '../../plan/list-format.js';
import type { Service } from '../../types/api.js';
import type { PlanTask } from '../../types/plan.js';
import { covers } from '../../wasm/core.js';
import type { Command } from '../command.js';
import { usageError } from '../errors.js';
import { warnInFlight } from '../in-flight.js';
import { type Input, parseCidrArgument, readInput, readServices, readTable } from '../input.js';
import { EXIT, type Io } from '../io.js';
import { numberOption, readOptions } from '../options.js';
import { jsonText } from '../output.js';
import { readingNotice, readPlanInput } from '../plan-input.js';
import { readPrefixInput, rejectConflicts } from '../prefix-input.js';
import { writeTextFile } from '../write-file.js';

const USAGE =
  'byoip map --from FILE [--prefix CIDR] [--to FILE] [--default SERVICE_ID] [--claims] [--services FILE] [--width PX] [-o FILE] [--json]';
const OPTIONS = {
  from: { type: 'string', value: 'FILE', help: 'what is bound; - for standard input' },
  prefix: {
    type: 'string',
    value: 'CIDR',
    help: 'the prefix; without it the binding that all others lie in',
  },
  to: {
    type: 'string',
    value: 'FILE',
    help: 'what should be bound, as for plan: both states are drawn, and what changes hands is hatched',
  },
  default: {
    type: 'string',
    value: 'SERVICE_ID',
    help: 'all addresses that --to does not name belong to this service; in as few bindings as can be',
  },
  claims: { type: 'boolean', help: 'read --to as claims: of entries that overlap, the last one wins' },
  services: { type: 'string', value: 'FILE', help: 'names of services that the lists do not tell' },
  width: {
    type: 'string',
    value: 'PX',
    help: `width in pixels, ${MAP_WIDTHS.least} to ${MAP_WIDTHS.most}; 960 without it`,
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    help: 'where to write it; without it standard output',
  },
} as const;

export const map: Command = {
  name: 'map',
  summary: 'draw who gets the traffic of a prefix, as SVG',
  usage: USAGE,
  options: OPTIONS,
  notes: [
    'The strip of owners stands above the bindings that decide it, each service with a letter and a pattern beside its colour. The file follows the light or dark of whoever looks at it, and has no script and no reference to anything outside. The same lists give the same bytes.',
    'The JSON has the runs of addresses instead of the picture.',
  ],
  examples: [
    { line: 'byoip map --from bindings.json > map.svg', what: 'a picture of what is bound' },
    {
      line: 'byoip map --from bindings.json --to desired.json -o change.svg',
      what: 'before and after, with what changes hands',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = readOptions({ usage: USAGE, options: OPTIONS }, args);
    if (positionals.length > 0) {
      throw usageError('`map` takes options only', 'pass the bindings with --from FILE', USAGE);
    }
    const { least, most } = MAP_WIDTHS;
    const limits = { name: '--width', least, most, whole: true, usage: USAGE };
    const width = numberOption(values.width, limits) ?? 960;
    const scene = await readMapInput(values, io);
    // A picture alone shows them; of a change it is said that its beginning is not settled.
    if (scene.desired !== undefined) await warnInFlight(scene.bindings, io, values['no-color'] === true);
    const text = values.json === true ? `${jsonText(mapJson(scene))}\n` : drawMap({ ...scene, width });
    if (values.output === undefined) await io.stdout.write(text);
    else writeTextFile(values.output, text);
    if (scene.readAs !== undefined && values.json !== true) {
      await io.stderr.write(`byoip: ${readingNotice('--to', scene.readAs)}\n`);
    }
    return EXIT.ok;
  },
};

/** What is drawn. */
interface MapInput {
  readonly prefix: string;
  readonly bindings: readonly MapBinding[];
  readonly desired?: readonly MapBinding[];
  /** How the list of `desired` was read. */
  readonly readAs?: Reading;
  /** The account's, where a file lists them. */
  readonly services?: readonly { readonly id: string; readonly name: string }[] | undefined;
}

interface MapValues {
  readonly from?: string | undefined;
  readonly prefix?: string | undefined;
  readonly to?: string | undefined;
  readonly default?: string | undefined;
  readonly claims?: boolean | undefined;
  readonly services?: string | undefined;
}

async function readMapInput({ from, ...asked }: MapValues, io: Io): Promise<MapInput> {
  if (from === undefined) {
    throw usageError('nothing says what is bound', 'pass --from FILE, or --from - for standard input', USAGE);
  }
  const input = await readInput(from, io);
  const prefix =
    asked.prefix === undefined ? outermostBinding(input) : parseCidrArgument(asked.prefix, '--prefix').cidr;
  const facts = readPrefixInput(input, prefix);
  rejectConflicts(facts, input.name);
  const { bindings, services } = facts;
  if (asked.to === undefined) {
    const listed =
      asked.services === undefined ? services : readServices(await readInput(asked.services, io));
    return { prefix, bindings: withNames(bindings, namesOf(bindings, listed)), services: listed };
  }
  // Standard input can be read once, and was.
  const again = from === '-' ? { ...io, stdin: once(input.bytes) } : io;
  const { task, readAs } = await readPlanInput({ ...asked, from, prefix }, again, USAGE);
  const names = namesOf([...bindings, ...task.desired], task.services);
  // A list of what should be says nothing of regional bindings, and nobody touches them.
  const regional = bindings.filter(({ serviceId }) => serviceId === null);
  const desired = [...regional, ...task.desired.filter(({ serviceId }) => serviceId !== null)];
  return {
    prefix,
    bindings: withNames(bindings, names),
    desired: withNames(desired, names),
    services: task.services,
    readAs,
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The binding that all others of a list lie in. */
function outermostBinding(input: Input): string {
  const table = readTable(input);
  const bindings = table.bindings();
  table.dispose();
  const length = (cidr: string) => Number(cidr.slice(cidr.indexOf('/') + 1));
  const [first, ...rest] = bindings.map(({ cidr }) => cidr);
  const widest = rest.reduce((one, cidr) => (length(cidr) < length(one) ? cidr : one), first ?? '');
  if (first !== undefined && [first, ...rest].every((cidr) => covers(widest, cidr))) return widest;
  const what = first === undefined ? 'nothing is bound' : 'no binding has all others inside it';
  throw usageError(`${what}, so that the prefix is unknown`, 'pass --prefix CIDR', USAGE);
}

interface NamedService {
  readonly serviceId?: string | null | undefined;
  readonly serviceName?: string | null | undefined;
}

function namesOf(
  bindings: readonly NamedService[],
  services: readonly Service[] | PlanTask['services'],
): Names {
  const names = new Map<string, string>();
  for (const { id, name } of services ?? []) names.set(id, name);
  for (const { serviceId, serviceName } of bindings) {
    if (serviceId && serviceName && !names.has(serviceId)) names.set(serviceId, serviceName);
  }
  return names;
}

type Names = ReadonlyMap<string, string>;

function withNames(bindings: readonly MapBinding[], names: Names): readonly MapBinding[] {
  return bindings.map((binding) => ({ ...binding, serviceName: names.get(binding.serviceId ?? '') ?? null }));
}

/** The picture as numbers, for programs. */
function mapJson({ prefix, bindings, desired, readAs }: MapInput): object {
  return {
    prefix,
    before: runsOf(bindings, prefix),
    after: desired === undefined ? null : runsOf(desired, prefix),
    ...(readAs === undefined ? {} : { readAs }),
  };
}

function runsOf(bindings: readonly MapBinding[], prefix: string): readonly object[] {
  const layout = new Layout(bindings, prefix);
  const strip = layout.strip();
  const runs = Array.from({ length: strip.length }, (_, i) => {
    const owner = bindings[strip.binding[i] ?? NOTHING];
    return {
      first: layout.address(strip.first(i)),
      last: layout.address(strip.last(i)),
      serviceId: owner?.serviceId ?? null,
      serviceName: owner?.serviceName ?? null,
      provisioning: strip.provisioning[i] === 1,
      stuck: strip.provisioning[i] === 2,
    };
  });
  layout.dispose();
  return runs;
}
