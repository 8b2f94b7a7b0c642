// `byoip map`: draws the owners of a prefix as SVG.

import { drawMap, MAP_WIDTHS, type MapBinding, ownersOf } from '../../map/draw-map.js';
import type { Reading } from '../../plan/list-format.js';
import type { Service } from '../../types/api.js';
import type { PlanTask } from '../../types/plan.js';
import { type AccountSource, FROM_OPTION, openAccount } from '../account/account.js';
import type { AccountPrefix } from '../account/account-prefix.js';
import { rejectConflicts } from '../account/binding-conflict.js';
import { defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { inFlightOf, warnInFlight } from '../in-flight.js';
import { readServices, rejectSharedStdin } from '../input.js';
import { EXIT, type Io } from '../io.js';
import { API_OPTIONS, type Options, type OptionValues, text, whole } from '../options.js';
import { jsonText } from '../output.js';
import { DESIRED_OPTIONS, readAccountInput, readingNotice } from '../plan/plan-input.js';

const { least, most } = MAP_WIDTHS;

const OPTIONS = {
  prefix: text(
    'PREFIX',
    'the prefix: its CIDR, its id, or an address or a block in it; default: the only one',
  ),
  ...FROM_OPTION,
  to: text(
    'FILE',
    'the desired bindings, as for plan: draw both states, and hatch the addresses whose owner changes',
  ),
  ...DESIRED_OPTIONS,
  services: text('FILE', 'the services of the account, for names that are not in the lists'),
  width: whole('PX', MAP_WIDTHS, `width in pixels, ${least} to ${most}; default: 960`),
  ...API_OPTIONS,
} as const satisfies Options;

export const map = defineCommand({
  name: 'map',
  usage:
    'byoip map [--prefix PREFIX] [--from FILE] [--to FILE] [--default SERVICE] [--claims] [--services FILE] [--width PX] [--json]',
  options: OPTIONS,
  limit: { help: 'name the prefix with --prefix PREFIX' },
  notes: [
    'The map shows a strip of owners above the bindings that decide it. Each service has a letter and a pattern as well as a colour. The file follows the light or dark mode of its viewer, and has no scripts and no external references. The same lists give the same bytes.',
    'The JSON has the ranges of addresses and their owners.',
  ],
  examples: [
    { line: 'byoip map --prefix 192.0.2.1 -o map.svg', what: 'a map of the prefix with this address' },
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
    if (input.desired !== undefined)
      await warnInFlight([inFlightOf(input.bindings)], input.bindings.length, call);
    const drawing = values.json ? `${jsonText(mapJson(input))}\n` : drawMap({ ...input, width });
    await io.stdout.write(drawing);
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
  const { to } = values;
  rejectSharedStdin(values.from, to, values.services);
  const account = await openAccount(values, io);
  const prefix = await onlyPrefix(account, values.prefix);
  const bindings = await account.bindings(prefix);
  rejectConflicts(bindings, account.name);
  const { cidr } = prefix;
  if (to === undefined) {
    const listed = (await readServices(values.services, io)) ?? (await account.services());
    return { prefix: cidr, bindings: withNames(bindings, namesOf(bindings, listed)), services: listed };
  }
  const { inputs } = await readAccountInput({ ...values, prefix: cidr }, io, account);
  const [input] = inputs;
  if (input === undefined) throw new RangeError('the prefix has no task');
  const { task, readAs } = input;
  const wanted = input.lists.desired();
  const names = namesOf([...bindings, ...wanted], task.services);
  // A list of desired bindings does not name regional ones, which stay unchanged.
  const regional = bindings.filter(({ serviceId }) => serviceId === null);
  const desired = [...regional, ...wanted.filter(({ serviceId }) => serviceId !== null)];
  return {
    prefix: cidr,
    bindings: withNames(bindings, names),
    desired: withNames(desired, names),
    services: task.services,
    readAs,
  };
}

/** The prefix that is named, or the only one of the account. */
async function onlyPrefix(account: AccountSource, text: string | undefined): Promise<AccountPrefix> {
  if (text !== undefined) return account.find(text, '--prefix');
  const prefixes = await account.prefixes();
  const [only] = prefixes;
  if (only !== undefined && prefixes.length === 1) return only;
  const cidrs = prefixes.slice(0, 20).map(({ cidr }) => cidr);
  const more = prefixes.length > cidrs.length ? ` and ${prefixes.length - cidrs.length} more` : '';
  throw usageError(
    prefixes.length === 0 ? `${account.name} has no prefixes` : 'a map is of one prefix',
    `pass --prefix with one of ${cidrs.join(', ')}${more}`,
  );
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
