// `byoip map`: draws the owners of a prefix as SVG.

import { drawMap, MAP_WIDTHS, type MapBinding, ownersOf } from '../../map/draw-map.js';
import type { Reading } from '../../plan/list-format.js';
import type { Service } from '../../types/api.js';
import type { PlanTask } from '../../types/plan.js';
import { covers } from '../../wasm/core.js';
import { defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { warnInFlight } from '../in-flight.js';
import { type Input, readInput, readServices, readTable } from '../input.js';
import { EXIT, type Io } from '../io.js';
import { cidr, fromOption, type Options, type OptionValues, OUTPUT_OPTION, text, whole } from '../options.js';
import { jsonText } from '../output.js';
import { DESIRED_OPTIONS, readingNotice, readPlanInput } from '../plan-input.js';
import { readPrefixInput, rejectConflicts } from '../prefix-input.js';
import { writeOutput } from '../write-file.js';

const { least, most } = MAP_WIDTHS;

const OPTIONS = {
  from: fromOption('the current bindings; - for standard input'),
  prefix: cidr('the prefix; default: the binding that contains all others'),
  to: text(
    'FILE',
    'the desired bindings, as for plan: draw both states, and hatch the addresses whose owner changes',
  ),
  ...DESIRED_OPTIONS,
  services: text('FILE', 'the services of the account, for names that are not in the lists'),
  width: whole('PX', MAP_WIDTHS, `width in pixels, ${least} to ${most}; default: 960`),
  ...OUTPUT_OPTION,
} as const satisfies Options;

export const map = defineCommand({
  name: 'map',
  summary: 'draw the owners of a prefix as SVG',
  usage:
    'byoip map --from FILE [--prefix CIDR] [--to FILE] [--default SERVICE_ID] [--claims] [--services FILE] [--width PX] [-o FILE] [--json]',
  options: OPTIONS,
  limit: { help: 'pass the bindings with --from FILE' },
  notes: [
    'The map shows a strip of owners above the bindings that decide it. Each service has a letter and a pattern as well as a colour. The file follows the light or dark mode of its viewer, and has no scripts and no external references. The same lists give the same bytes.',
    'The JSON has the ranges of addresses and their owners.',
  ],
  examples: [
    { line: 'byoip map --from bindings.json > map.svg', what: 'a map of the current bindings' },
    {
      line: 'byoip map --from bindings.json --to desired.json -o change.svg',
      what: 'before and after, with the addresses whose owner changes',
    },
  ],
  async run(call) {
    const { values, io } = call;
    const { width = 960 } = values;
    const input = await readMapInput(values, io);
    // A map shows bindings in flight; for a change it matters that the start is not settled.
    if (input.desired !== undefined) await warnInFlight(input.bindings, call);
    const drawing = values.json ? `${jsonText(mapJson(input))}\n` : drawMap({ ...input, width });
    await writeOutput(drawing, values.output, io);
    if (input.readAs !== undefined && !values.json) {
      await io.stderr.write(`byoip: ${readingNotice('--to', input.readAs)}\n`);
    }
    return EXIT.ok;
  },
});

/** The content of a map. */
interface MapInput {
  readonly prefix: string;
  readonly bindings: readonly MapBinding[];
  readonly desired?: readonly MapBinding[];
  /** How the list of desired bindings was read. */
  readonly readAs?: Reading;
  /** The services of the account, where known. */
  readonly services?: readonly { readonly id: string; readonly name: string }[] | undefined;
}

async function readMapInput(values: OptionValues<typeof OPTIONS>, io: Io): Promise<MapInput> {
  const { from, to } = values;
  const input = await readInput(from, io);
  const prefix = values.prefix ?? outermostBinding(input);
  const facts = readPrefixInput(input, prefix);
  rejectConflicts(facts, input.name);
  const { bindings, services } = facts;
  if (to === undefined) {
    const listed = (await readServices(values.services, io)) ?? services;
    return { prefix, bindings: withNames(bindings, namesOf(bindings, listed)), services: listed };
  }
  // Standard input can be read only once.
  const replayed = from === '-' ? { ...io, stdin: once(input.bytes) } : io;
  const { task, readAs } = await readPlanInput({ ...values, to, prefix }, replayed);
  const names = namesOf([...bindings, ...task.desired], task.services);
  // A list of desired bindings does not name regional ones, which stay unchanged.
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

/** The binding that contains all others. */
function outermostBinding(input: Input): string {
  const table = readTable(input);
  const bindings = table.bindings();
  table.dispose();
  const length = (cidr: string) => Number(cidr.slice(cidr.indexOf('/') + 1));
  const [first, ...rest] = bindings.map(({ cidr }) => cidr);
  const widest = rest.reduce((one, cidr) => (length(cidr) < length(one) ? cidr : one), first ?? '');
  if (first !== undefined && [first, ...rest].every((cidr) => covers(widest, cidr))) return widest;
  const reason = first === undefined ? 'the list has no bindings' : 'no binding contains all others';
  throw usageError(`${reason}, so the prefix is unknown`, 'pass --prefix CIDR');
}

interface BindingWithService {
  readonly serviceId?: string | null | undefined;
  readonly serviceName?: string | null | undefined;
}

function namesOf(
  bindings: readonly BindingWithService[],
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

/** The map as data, for programs. */
function mapJson({ prefix, bindings, desired, readAs }: MapInput): object {
  return {
    prefix,
    before: runsOf(bindings, prefix),
    after: desired === undefined ? null : runsOf(desired, prefix),
    ...(readAs === undefined ? {} : { readAs }),
  };
}

function runsOf(bindings: readonly MapBinding[], prefix: string): readonly object[] {
  return ownersOf(prefix, bindings).map(({ progress, ...run }) => ({
    ...run,
    provisioning: progress === 'provisioning',
    stuck: progress === 'stuck',
  }));
}
