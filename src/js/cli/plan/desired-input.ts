// Reads the desired bindings of the prefixes of an account from a list.

import { aggregate } from '../../plan/aggregate.js';
import { DesiredBindings, type DesiredHead, type DesiredPartEntries } from '../../plan/binding-lists.js';
import type { Reading } from '../../plan/list-format.js';
import { type ColumnUse, readDesired } from '../../plan/read-desired.js';
import type { BindingFacts } from '../../types/api.js';
import type { NamedService } from '../../wasm/plain-facts.js';
import { readAccountFile } from '../account/account-file.js';
import type { AccountPrefix, BoundPrefix } from '../account/account-prefix.js';
import { knownServices } from '../account/service-names.js';
import { CommandError, errorInBytes } from '../errors.js';
import { hasText, type Input, quoted } from '../input.js';
import { type SourceOf, sourcesIn } from './finding-source.js';
import type { DesiredPlace } from './prefix-lists.js';

/** Desired bindings, and how they were read. */
export interface ChosenBindings {
  readonly readAs: Reading;
  readonly bindings: readonly BindingFacts[];
}

/** The desired bindings of one prefix. */
export interface DesiredEntries {
  readonly prefix: AccountPrefix;
  /** Where the list has the entry for a block. */
  readonly sourceOf: SourceOf;
  /** The columns of a CSV file, where its first row names them. */
  readonly columns: ColumnUse | null;
  readonly readAs: Reading;
  /** Where the wasm has the bindings, if they are those of the list; otherwise null. */
  readonly place: DesiredPlace | null;
  /** The bindings to reach from the current ones. @throws CommandError with the codes of `aggregate`; `default-unknown` */
  bindingsFrom(current: BoundPrefix): ChosenBindings;
}

/** What a list is read with. */
export interface DesiredContext {
  /** The account or file with the prefixes, for messages. */
  readonly where: string;
  readonly prefixes: readonly AccountPrefix[];
  /** The prefix that the command is about; undefined for all that the list is about. */
  readonly given: AccountPrefix | undefined;
  /** The services that can be named. */
  readonly services: readonly NamedService[];
  /** Id of the service of all other addresses. */
  readonly default: string | undefined;
  /** Ids of services that may only be the default. */
  readonly defaultOnly: readonly string[] | undefined;
  readonly claims: boolean;
}

/**
 * The entries of a list by prefix, in the order of the prefixes. O(bytes + n log n).
 *
 * @throws CommandError with the codes of `readDesiredByPrefix` and the position; `prefix-not-found`
 */
export function readDesiredList(input: Input, context: DesiredContext): readonly DesiredEntries[] {
  const { prefixes, given } = context;
  const parts = partsOf(input, context);
  // The core gives errors their positions in the list where all of it is about one prefix.
  const list = parts.length === 1 ? input : null;
  const entries = parts.map((part) => ({
    prefix: prefixes[part.prefix] as AccountPrefix,
    sourceOf: sourcesIn(input.name, part.entries),
    columns: part.columns,
    readAs: part.readAs,
    place: isComplete(part, context) ? part.place : null,
    bindingsFrom: (current: BoundPrefix) => desiredOf(part, current, list, context),
  }));
  if (given === undefined) {
    if (entries.length > 0) return entries;
    throw notFound(
      `${quoted(input.name)} has no entries, so that the prefix is unknown`,
      'check that it is the right list; with --prefix it deletes all bindings of that prefix',
    );
  }
  const own = entries.find(({ prefix }) => prefix === given);
  if (own !== undefined) return [own];
  if (entries.length === 0) {
    const none = { sourceOf: () => undefined, columns: null, readAs: 'bindings' as const, place: null };
    return [{ prefix: given, ...none, bindingsFrom: () => ({ readAs: 'bindings', bindings: [] }) }];
  }
  const others = entries.map(({ prefix }) => prefix.cidr).slice(0, 20);
  throw notFound(`${quoted(input.name)} has no entry in ${given.cidr}`, `it is about ${others.join(', ')}`);
}

/** The desired bindings of one prefix, as the list has them. */
interface DesiredPart extends DesiredHead {
  readonly place: DesiredPlace | null;
  entries(): DesiredPartEntries;
}

function partsOf(input: Input, context: DesiredContext): readonly DesiredPart[] {
  const { bytes, name } = input;
  const { prefixes, services, given } = context;
  const options = {
    readAs: context.claims ? ('claims' as const) : undefined,
    services: services.length === 0 ? undefined : services,
  };
  try {
    if (hasText(bytes, '"byoip_snapshot"')) {
      const snapshot = readAccountFile(input);
      if (snapshot.isSnapshot && given === undefined) return snapshotParts(snapshot, context);
      if (snapshot.isSnapshot && given !== undefined) {
        const read = readDesired(bytes, { ...options, prefix: given.cidr });
        const { bindings, lines } = read;
        return [
          {
            ...read,
            prefix: prefixes.indexOf(given),
            ...sizeOf(bindings, given.cidr),
            place: null,
            entries: () => ({ bindings, lines, entries: [] }),
          },
        ];
      }
    }
    const cidrs = prefixes.map(({ cidr }) => cidr);
    const list = new DesiredBindings(bytes, cidrs, options);
    return list.heads.map((head, at) => ({
      ...head,
      place: { list, at },
      entries: () => list.entries(at),
    }));
  } catch (error) {
    throw errorInBytes(error, name, bytes);
  }
}

/** All prefixes of a snapshot, also those without bindings: the snapshot says that nothing is bound there. */
function snapshotParts(
  snapshot: ReturnType<typeof readAccountFile>,
  { prefixes, where }: DesiredContext,
): readonly DesiredPart[] {
  const seen = new Set<string>();
  return snapshot.prefixes().map((wanted) => {
    if (seen.has(wanted.cidr)) throw twiceError(wanted.cidr, snapshot.name);
    seen.add(wanted.cidr);
    const prefix = prefixes.findIndex(({ cidr }) => cidr === wanted.cidr);
    if (prefix < 0) {
      throw notFound(
        `${where} has no prefix ${wanted.cidr}, which ${quoted(snapshot.name)} has`,
        'pass --prefix for each prefix that it has',
      );
    }
    const all = snapshot.bindings(wanted);
    const bindings = all.flatMap(({ cidr, serviceId, serviceName }) =>
      serviceId === null ? [] : [{ cidr, serviceId, ...(serviceName && { serviceName }) }],
    );
    const regionalBlocks = all.filter(({ serviceId }) => serviceId === null).map(({ cidr }) => cidr);
    return {
      prefix,
      readAs: 'bindings',
      ...sizeOf(bindings, wanted.cidr),
      place: null,
      entries: () => ({ bindings, lines: [], entries: [] }),
      columns: null,
      claims: bindings.length,
      regional: regionalBlocks.length,
      regionalBlocks,
      services: knownServices(snapshot.services, []),
    };
  });
}

/** The size of a list of bindings, and whether it has one for the prefix. */
function sizeOf(
  bindings: readonly BindingFacts[] | null,
  prefix: string,
): Pick<DesiredHead, 'size' | 'bindsPrefix'> {
  const bindsPrefix = bindings?.some(({ cidr }) => cidr === prefix) === true;
  return { size: bindings === null ? null : bindings.length, bindsPrefix };
}

/** True where the list says what all addresses of the prefix belong to. */
const isComplete = ({ size, bindsPrefix }: DesiredHead, context: DesiredContext): boolean =>
  context.default === undefined && size !== null && (size === 0 || bindsPrefix);

const MAGIC = 'Magic Transit';

/** Bindings unchanged; claims, and any list with a given default, as the fewest bindings under that default. */
function desiredOf(
  part: DesiredPart,
  current: BoundPrefix,
  list: Input | null,
  context: DesiredContext,
): ChosenBindings {
  const { readAs, regionalBlocks, services } = part;
  const { bindings, entries } = part.entries();
  const { cidr } = current.prefix;
  // Regional bindings in the list stay in it, so that the plan can refuse a conflict with them.
  const regional = regionalBlocks.map((block) => ({ cidr: block, serviceId: null }));
  if (bindings !== null && isComplete(part, context)) {
    return { readAs, bindings: [...bindings, ...regional] };
  }
  const service = context.default ?? (bindings === null ? defaultService(current) : null);
  if (service === null) {
    if (bindings?.some(({ cidr: block }) => !isHost(block)) === true) {
      return { readAs, bindings: [...bindings, ...regional] };
    }
    throw defaultUnknownError(cidr, readAs);
  }
  const claims = list?.bytes ?? bindings?.map((one) => ({ addresses: one.cidr, serviceId: one.serviceId }));
  try {
    const found = aggregate({
      prefix: cidr,
      default: service,
      claims: claims ?? entries,
      defaultOnly: context.defaultOnly ?? magicIds(current, context, services),
      readAs: context.claims || readAs === 'claims' ? 'claims' : undefined,
      services: list === null || context.services.length === 0 ? undefined : context.services,
    });
    const names = new Map(services.map(({ id, name }) => [id, name]));
    const own = found.bindings.map(({ cidr: block, serviceId }) => {
      const serviceName = names.get(serviceId);
      return { cidr: block, serviceId, ...(serviceName === undefined ? {} : { serviceName }) };
    });
    return { readAs, bindings: [...own, ...regional] };
  } catch (error) {
    throw list === null ? error : errorInBytes(error, list.name, list.bytes);
  }
}

/** The services that are named Magic Transit. */
function magicIds(
  current: BoundPrefix,
  context: DesiredContext,
  listed: readonly NamedService[],
): readonly string[] {
  const all = [...knownServices(undefined, [current]), ...context.services, ...listed];
  const names = new Map(all.map(({ id, name }) => [id, name]));
  return [...names].filter(([, name]) => name === MAGIC).map(([id]) => id);
}

const isHost = (cidr: string): boolean => cidr.endsWith(cidr.includes(':') ? '/128' : '/32');

const defaultService = ({ prefix, bindings }: BoundPrefix): string | null =>
  bindings.find(({ cidr, serviceId }) => cidr === prefix.cidr && serviceId !== null)?.serviceId ?? null;

/** The error of a list of hosts or claims without a default for the other addresses. */
function defaultUnknownError(cidr: string, readAs: Reading): CommandError {
  const content =
    readAs === 'claims' ? 'claims, and no default is bound' : `only hosts, and no line for ${cidr}`;
  return new CommandError({
    code: 'default-unknown',
    message: `the list of --to contains ${content}: the other addresses have no service`,
    help: `pass --default SERVICE${readAs === 'claims' ? '' : `, or add the line ${cidr},SERVICE`}`,
  });
}

/** The error of a snapshot with two lists of bindings for one CIDR. */
function twiceError(cidr: string, name: string): CommandError {
  return new CommandError({
    code: 'prefix-ambiguous',
    message: `${quoted(name)} has two prefixes ${cidr}`,
    help: 'remove one of them, or plan from a list',
  });
}

function notFound(message: string, help: string): CommandError {
  return new CommandError({ code: 'prefix-not-found', message, help });
}
