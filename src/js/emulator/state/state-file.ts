// The state as text: written one record per line, and checked when read, since people edit it.

import { blockText, parseBlock } from '../cidr.js';
import { LAST_TIME } from '../clock.js';
import { ID_COUNT } from '../ids.js';
import { isSnapshot, stateFromSnapshot } from './snapshot.js';
import type { State } from './state.js';
import {
  checkShape,
  isObject,
  type Kind,
  kind,
  listOf,
  oneOf,
  orNull,
  StateError,
  shape,
} from './state-shape.js';

/** The field that marks a state, and the version of the format. */
const FORMAT = 'byoip_emulator_state';
const VERSION = 1;

/**
 * The state in a text: one that {@link writeState} wrote, or a snapshot of an account (`byoip_snapshot`, format 1 or 2), whose
 * bindings become active `delay` after `now` where they are not yet (both in ms). Unknown fields are ignored. O(n).
 *
 * @throws StateError with the place
 *
 * @example
 * ```ts
 * readState(writeState(createEmulator().state), Date.now(), PROVISIONING_DELAY).accounts.length; // 1
 * ```
 */
export function readState(text: string, now: number, delay: number): State {
  const value = parseObject(text.replace(/^\uFEFF/, ''));
  if (isSnapshot(value)) return stateFromSnapshot(value, now, delay);
  const { [FORMAT]: version, ...state } = value;
  if (version !== VERSION) {
    const found = version === undefined ? 'none' : JSON.stringify(version).slice(0, 20);
    throw new StateError(`/${FORMAT}`, `version ${VERSION} (found ${found})`);
  }
  checkShape(state, STATE, '');
  return state as unknown as State;
}

/**
 * True for the text of a snapshot, which {@link readState} reads, and whose file should not become that of a state.
 *
 * @example
 * ```ts
 * isSnapshotText('{"byoip_snapshot":2}'); // true
 * ```
 */
export function isSnapshotText(text: string): boolean {
  return /"byoip_snapshot"\s*:/.test(text) && isSnapshot(parseObject(text.replace(/^\uFEFF/, '')));
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StateError('', 'JSON');
  }
  if (!isObject(value)) throw new StateError('', 'an object');
  return value;
}

/**
 * The state as JSON, which {@link readState} reads: one record per line. O(n), and fast where few bindings are new.
 *
 * @example
 * ```ts
 * const saved = writeState(createEmulator().state);
 * ```
 */
export function writeState(state: State): string {
  const parts: string[] = [];
  writeObject({ [FORMAT]: VERSION, ...state }, parts);
  parts.push('\n');
  return parts.join('');
}

/** An object on one line, except that each object of a list in it has a line of its own. */
function writeObject(record: object, parts: string[]): void {
  let separator = '{';
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined) continue;
    parts.push(separator, JSON.stringify(name), ':');
    separator = ',';
    if (isObject(value)) writeObject(value, parts);
    else if (!Array.isArray(value) || !isObject(value[0])) parts.push(JSON.stringify(value));
    else if (IMMUTABLE.includes(name)) parts.push('[\n', unchangingLines(record, name, value), '\n]');
    else writeObjects(value, parts);
  }
  parts.push(separator === '{' ? '{}' : '}');
}

function writeObjects(records: readonly object[], parts: string[]): void {
  let separator = '[\n';
  for (const record of records) {
    parts.push(separator);
    writeObject(record, parts);
    separator = ',\n';
  }
  parts.push('\n]');
}

/** Lists of records that never change, only come and go. */
const IMMUTABLE: readonly string[] = ['bindings', 'leaving'];

/** A list as it was written last, since a state of 100,000 bindings is written after every write. */
interface WrittenList {
  readonly records: readonly object[];
  /** The lengths of the lines. */
  readonly lengths: readonly number[];
  readonly lines: string;
}

const NOTHING: WrittenList = { records: [], lengths: [], lines: '' };
const WRITTEN = new WeakMap<object, Record<string, WrittenList>>();

/** The lines of a list. Only those between its unchanged ends are written again. */
function unchangingLines(owner: object, name: string, records: readonly object[]): string {
  const lists = WRITTEN.get(owner) ?? {};
  const { records: before, lengths, lines } = lists[name] ?? NOTHING;
  const most = Math.min(before.length, records.length);
  let head = 0;
  while (head < most && before[head] === records[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === records.at(-1 - tail)) tail += 1;
  const fresh = records.slice(head, records.length - tail).map((record) => `,\n${JSON.stringify(record)}`);
  const headLengths = lengths.slice(0, head);
  const tailLengths = lengths.slice(lengths.length - tail);
  const start = lines.slice(0, sum(headLengths));
  const written = start + fresh.join('') + lines.slice(lines.length - sum(tailLengths));
  const all = headLengths.concat(
    fresh.map(({ length }) => length),
    tailLengths,
  );
  lists[name] = { records: [...records], lengths: all, lines: written };
  WRITTEN.set(owner, lists);
  // Without the separator before the first line.
  return written.slice(2);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const TEXT = kind('text', (value) => typeof value === 'string');
const ID = kind('an id', (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value));
const ACCOUNT_ID = kind(
  'an account id of 32 hexadecimal digits',
  (value) => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value),
);
const BOOLEAN = kind('true or false', (value) => typeof value === 'boolean');
const whole = (most: number): Kind =>
  kind(
    'a whole number',
    (value) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most,
  );
const TIME = kind(
  'milliseconds since 1970',
  (value) => typeof value === 'number' && value >= 0 && value <= LAST_TIME,
);
const CIDR = kind('a CIDR block without host bits', (value) => {
  const parsed = typeof value === 'string' ? parseBlock(value) : null;
  return parsed !== null && blockText(parsed.block) === value;
});

const SERVICE = shape({ id: ID, name: TEXT });
const BINDING = { id: ID, cidr: CIDR, serviceId: orNull(ID), activeAt: TIME };
const STUCK = { stuck: TEXT, stuckUntil: TIME };
const BGP_PREFIX = shape(
  {
    id: ID,
    cidr: CIDR,
    asn: orNull(whole(2 ** 32 - 1)),
    asnPrependCount: whole(3),
    autoAdvertiseWithdraw: BOOLEAN,
    bgpSignalEnabled: BOOLEAN,
    bgpSignalModifiedAt: orNull(TIME),
    onDemandEnabled: BOOLEAN,
    onDemandLocked: BOOLEAN,
    advertised: orNull(BOOLEAN),
    advertisedModifiedAt: orNull(TIME),
    createdAt: TIME,
    modifiedAt: TIME,
  },
  { appearsAt: TIME, advertisementChangedAt: TIME },
);
const PREFIX = shape(
  {
    id: ID,
    cidr: CIDR,
    asn: orNull(whole(2 ** 32 - 1)),
    approved: TEXT,
    description: TEXT,
    loaDocumentId: orNull(TEXT),
    delegateLoaCreation: BOOLEAN,
    ownershipValidationToken: TEXT,
    validationState: TEXT,
    createdAt: TIME,
    modifiedAt: TIME,
    bindings: listOf(shape(BINDING, STUCK)),
    bgpPrefixes: listOf(BGP_PREFIX),
  },
  {
    validatingUntil: TIME,
    leaving: listOf(shape({ ...BINDING, goneAt: TIME }, STUCK)),
    delegations: listOf(shape({ id: ID, cidr: CIDR, delegatedAccountId: ACCOUNT_ID, createdAt: TIME })),
  },
);
const INCIDENT = shape({
  name: TEXT,
  beginsAt: TIME,
  hits: listOf(
    shape({ prefixId: ID, damage: oneOf('withdrawn', 'some-lost', 'all-lost'), at: TIME, done: BOOLEAN }),
  ),
});
const STATE = shape(
  {
    accounts: listOf(
      shape(
        { id: ACCOUNT_ID, services: listOf(SERVICE), prefixes: listOf(PREFIX) },
        { magicRoutes: listOf(CIDR) },
      ),
    ),
    idsMade: whole(ID_COUNT),
  },
  { now: TIME, idSeed: whole(2 ** 32 - 1), incident: INCIDENT },
);
