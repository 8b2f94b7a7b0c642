// The state of the emulator as a file: checked when read, since people edit it, and written atomically.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { State } from '../emulator/state.js';
import { isByoipError } from '../types/errors.js';
import { parseCidr } from '../wasm/core.js';
import { CommandError, systemErrorCode } from './errors.js';
import { safeText } from './output.js';

/** The field that marks a state file, and the version of the format. */
const FORMAT = 'byoip_emulator_state';
const VERSION = 1;

/**
 * The state in a file; null where there is no file.
 *
 * @throws CommandError `input-unreadable`, `state-malformed`
 */
export function readState(path: string): State | null {
  if (!existsSync(path)) return null;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const message = `the state file ${quoted(path)} cannot be read: ${systemErrorCode(error)}`;
    throw new CommandError({
      code: 'input-unreadable',
      message,
      help: 'name a file that you may read and write',
    });
  }
  const { [FORMAT]: version, ...state } = parseObject(text, path);
  if (version !== VERSION) {
    const found = version === undefined ? 'none' : JSON.stringify(version).slice(0, 20);
    throw malformedState(path, `/${FORMAT}`, `version ${VERSION} (found ${found})`);
  }
  checkState(state, path);
  return state;
}

/**
 * Writes the state to a temporary file next to it, then renames that.
 *
 * @throws CommandError `state-unwritable`
 */
export function writeState(path: string, state: State): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    writeFileSync(temporary, `${JSON.stringify({ [FORMAT]: VERSION, ...state }, null, 2)}\n`);
    renameSync(temporary, path);
  } catch (error) {
    const message = `the state file ${quoted(path)} cannot be written: ${systemErrorCode(error)}`;
    throw new CommandError({
      code: 'state-unwritable',
      message,
      help: 'name a file in a folder that exists',
    });
  }
}

const quoted = (path: string): string => `\`${safeText(path, 200)}\``;

function malformedState(path: string, pointer: string, expected: string): CommandError {
  return new CommandError({
    code: 'state-malformed',
    message: `the state file ${quoted(path)} is not a state of the emulator: expected ${expected} at ${pointer === '' ? 'the top' : `\`${safeText(pointer, 100)}\``}`,
    help: 'fix the file, or name one that does not exist yet: the emulator then starts with its seeded state',
    pointer,
  });
}

function parseObject(text: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    throw malformedState(path, '', 'JSON');
  }
  throw malformedState(path, '', 'an object');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a value: a description, and the check. */
interface FieldType {
  readonly description: string;
  readonly accepts: (value: unknown) => boolean;
}

const TEXT: FieldType = { description: 'text', accepts: (value) => typeof value === 'string' };
const ID: FieldType = {
  description: 'an id',
  accepts: (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value),
};
const BOOLEAN: FieldType = { description: 'true or false', accepts: (value) => typeof value === 'boolean' };
const NUMBER: FieldType = { description: 'a whole number', accepts: Number.isSafeInteger };
// The range of a JavaScript date.
const TIME: FieldType = {
  description: 'milliseconds since 1970',
  accepts: (value) => typeof value === 'number' && Math.abs(value) <= 8.64e15,
};
const CIDR: FieldType = { description: 'a CIDR block without host bits', accepts: isCidr };

const orNull = ({ description: what, accepts: is }: FieldType): FieldType => ({
  description: `${what} or null`,
  accepts: (value) => value === null || is(value),
});

function isCidr(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return parseCidr(value).cidr === value;
  } catch (error) {
    if (isByoipError(error)) return false;
    throw error;
  }
}

/** The type of a value, an object by its fields, or a list with the shape of its entries. */
type Shape = FieldType | readonly [Shape] | { readonly [field: string]: Shape };

const SERVICE = { id: ID, name: TEXT } as const;
const BINDING = { id: ID, cidr: CIDR, serviceId: orNull(ID), activeAt: TIME, stuck: TEXT } as const;
const BGP_PREFIX = {
  id: ID,
  cidr: CIDR,
  asn: orNull(NUMBER),
  asnPrependCount: NUMBER,
  autoAdvertiseWithdraw: BOOLEAN,
  bgpSignalEnabled: BOOLEAN,
  bgpSignalModifiedAt: orNull(TIME),
  onDemandEnabled: BOOLEAN,
  onDemandLocked: BOOLEAN,
  advertised: orNull(BOOLEAN),
  advertisedModifiedAt: orNull(TIME),
  createdAt: TIME,
  modifiedAt: TIME,
  appearsAt: TIME,
} as const;
const PREFIX = {
  id: ID,
  cidr: CIDR,
  asn: NUMBER,
  approved: TEXT,
  description: TEXT,
  loaDocumentId: orNull(TEXT),
  delegateLoaCreation: BOOLEAN,
  ownershipValidationToken: TEXT,
  validationState: TEXT,
  createdAt: TIME,
  modifiedAt: TIME,
  bindings: [BINDING],
  leaving: [{ ...BINDING, goneAt: TIME }],
  bgpPrefixes: [BGP_PREFIX],
} as const;
const STATE = {
  accounts: [{ id: ID, services: [SERVICE], prefixes: [PREFIX], magicRoutes: [CIDR] }],
  idsMade: NUMBER,
  idSeed: NUMBER,
} as const;

/** Optional fields, in any object. */
const OPTIONAL: readonly string[] = ['appearsAt', 'leaving', 'idSeed', 'stuck', 'magicRoutes'];

function checkState(value: object, path: string): asserts value is State {
  checkShape(value, STATE, '', path);
}

function checkShape(value: unknown, shape: Shape, pointer: string, path: string): void {
  if (isFieldType(shape)) {
    if (!shape.accepts(value)) throw malformedState(path, pointer, shape.description);
  } else if (isListShape(shape)) {
    if (!Array.isArray(value)) throw malformedState(path, pointer, 'a list');
    value.forEach((item: unknown, i) => {
      checkShape(item, shape[0], `${pointer}/${i}`, path);
    });
  } else {
    if (!isRecord(value)) throw malformedState(path, pointer, 'an object');
    for (const [field, inner] of Object.entries(shape)) {
      if (value[field] === undefined && OPTIONAL.includes(field)) continue;
      checkShape(value[field], inner, `${pointer}/${field}`, path);
    }
  }
}

function isFieldType(shape: Shape): shape is FieldType {
  return 'accepts' in shape && typeof shape.accepts === 'function';
}

function isListShape(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
