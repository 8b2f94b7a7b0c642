// Reads files and standard input, as bytes, lines, bindings or services.

import { createReadStream } from 'node:fs';
import { apiMessageText } from '../client/api-message.js';
import { BindingTable } from '../lookup/core-table.js';
import type { CidrInfo, Service, ServiceBinding } from '../types/api.js';
import { ByoipError, isByoipError } from '../types/errors.js';
import { parseCidr, readEnvelope } from '../wasm/core.js';
import { StreamDecoder, toUtf8 } from './decode-text.js';
import {
  CommandError,
  errorInBytes,
  errorInText,
  isCommandError,
  systemErrorCode,
  usageError,
} from './errors.js';
import type { Io, Source } from './io.js';
import { safeText } from './output.js';

/** Maximum size of an input; a list of bindings is far smaller. */
export const MAX_INPUT: number = 512 * 1024 * 1024;

/** Size of an input, in bytes, from which work on it may take over a second. */
const LARGE = 2_000_000;

/** Maximum length of a line; an address is far shorter. */
const MAX_LINE = 1024;

/** @throws CommandError `usage` where more than one of the paths is standard input */
export function rejectSharedStdin(...paths: readonly (string | undefined)[]): void {
  if (paths.filter((path) => path === '-').length > 1) {
    throw usageError('standard input can supply only one list', 'put the others into files');
  }
}

/** The bytes of an input, and its name for messages. */
export interface Input {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/**
 * Reads a file, or standard input for `-`, as UTF-8 without a byte order mark. O(bytes).
 *
 * @throws CommandError `input-missing`, `input-unreadable`, `input-too-large`
 */
export async function readInput(path: string, io: Io): Promise<Input> {
  const name = path === '-' ? 'standard input' : path;
  io.rejectOutputFile(path);
  if (path === '-') await announceStdin('standard input', io);
  const source: AsyncIterable<Uint8Array> =
    path === '-' ? io.stdin : createReadStream(path, { highWaterMark: 1 << 20 });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (size > MAX_INPUT) throw tooLargeError(name);
      chunks.push(chunk);
    }
  } catch (error) {
    throw isCommandError(error) ? error : unreadableError(error, name);
  }
  // Nothing can be shown while the core works.
  if (size > LARGE) io.progress.say(`reading ${Math.round(size / 1e6)} MB of ${quoted(name)} …`, true);
  return { bytes: toUtf8(Buffer.concat(chunks)), name };
}

/** Tells a person that the command waits for standard input. */
export async function announceStdin(what: string, { stdin, stderr }: Io): Promise<void> {
  if (stdin.isTTY !== true) return;
  const end = process.platform === 'win32' ? 'Ctrl-Z and Enter' : 'Ctrl-D';
  await stderr.write(`byoip: reading ${what}; end with ${end}\n`);
}

function tooLargeError(name: string): CommandError {
  const message = `${quoted(name)} has more than ${MAX_INPUT / 1024 / 1024} MiB`;
  const help = 'check that it is the right file: a list of bindings is far smaller';
  return new CommandError({ code: 'input-too-large', message, help });
}

/** The error of a file that cannot be read. */
function unreadableError(error: unknown, name: string): CommandError {
  const code = systemErrorCode(error);
  const quote = quoted(name);
  if (code === 'ENOENT') {
    const help = 'check the path, or write - for standard input';
    return new CommandError({ code: 'input-missing', message: `there is no file ${quote}`, help });
  }
  const message = code === 'EISDIR' ? `${quote} is a folder` : `${quote} cannot be read: ${code}`;
  const help = code === 'EISDIR' ? 'name a file in the folder' : 'check the path and its permissions';
  return new CommandError({ code: 'input-unreadable', message, help });
}

/** The name of an input in a message. */
export const quoted = (name: string): string => `\`${safeText(name, 200)}\``;

/** The lines of a source as they arrive, trimmed, without blank ones; overlong lines are cut. */
export async function* readLines(source: Source): AsyncGenerator<readonly string[]> {
  const decoder = new StreamDecoder();
  let rest = '';
  try {
    for await (const chunk of source) {
      const lines = (rest + decoder.push(chunk)).split(/[\r\n]/);
      rest = (lines.pop() ?? '').slice(0, MAX_LINE);
      const texts = trimmed(lines);
      if (texts.length > 0) yield texts;
    }
  } catch (error) {
    throw unreadableError(error, 'standard input');
  }
  const last = trimmed((rest + decoder.end()).split(/[\r\n]/));
  if (last.length > 0) yield last;
}

function trimmed(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.slice(0, MAX_LINE).trim()).filter((text) => text !== '');
}

/** Fields that people use for the service of a binding, and the API does not. */
const SERVICE_FIELDS = ['service', 'service_name', 'serviceName', 'target', 'owner'] as const;

/**
 * A binding without `service_id` is a regional one and owns no addresses. Where another field names a service, reading it as
 * regional would be wrong.
 */
function rejectUnreadService(binding: ServiceBinding, at: number, name: string): void {
  const { cidr, serviceId, serviceName, extra } = binding;
  if (serviceId !== null) return;
  const unread = SERVICE_FIELDS.find((field) => Object.hasOwn(extra, field) && extra[field] !== null);
  const field = serviceName === null ? unread : 'service_name';
  if (field === undefined) return;
  throw new CommandError({
    code: 'binding-service-unread',
    message: `entry ${at + 1} of ${quoted(name)}, ${cidr}, has the field \`${field}\` and no \`service_id\``,
    help: 'write the id of the service in `service_id`; without it the entry would be a regional binding, which owns no addresses',
  });
}

/**
 * The bindings of a file: an answer of the API, a bare list, or a snapshot.
 *
 * @throws CommandError with the codes of `BindingTable.fromEnvelope` and the position; `binding-service-unread`
 */
export function readTable({ bytes, name }: Input, prefix?: string): BindingTable {
  let table: BindingTable;
  try {
    table = BindingTable.fromEnvelope(bytes, prefix === undefined ? {} : { prefix });
  } catch (error) {
    throw errorInBytes(error, name, bytes);
  }
  const regional = table.withoutService();
  // A field that is there says that the binding is regional.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isSaid = () => occurrences(text, '"service_id"') + occurrences(text, '"serviceId"') >= table.size;
  if (regional.length > 0 && !isSaid()) {
    for (const at of regional) {
      for (const binding of table.bindingsFrom(at, 1)) rejectUnreadService(binding, at, name);
    }
  }
  return table;
}

/** True where a text is in the bytes. O(bytes). */
export function hasText(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(text);
}

function occurrences(text: Buffer, of: string): number {
  let count = 0;
  for (let at = text.indexOf(of); at !== -1; at = text.indexOf(of, at + of.length)) count += 1;
  return count;
}

/**
 * The services of a file: an answer of the API, or a bare list. Undefined without a path.
 *
 * @throws CommandError with the codes of `readInput`, those of `readEnvelope` and the position
 */
export async function readServices(
  path: string | undefined,
  io: Io,
): Promise<readonly Service[] | undefined> {
  if (path === undefined) return undefined;
  const { bytes, name } = await readInput(path, io);
  const bare = /^\s*\[/.test(new TextDecoder().decode(bytes.subarray(0, 256)));
  const head = bare ? '{"success":true,"errors":[],"messages":[],"result":' : '';
  const whole = bare ? Buffer.concat([Buffer.from(head), bytes, Buffer.from('}')]) : bytes;
  try {
    const envelope = readEnvelope('list-services', whole);
    if (envelope.success) return envelope.result;
    const errors = envelope.errors.map((error) => safeText(apiMessageText(error), 200)).join(', ');
    const message = `${quoted(name)} contains an error of the API, not a list: ${errors}`;
    throw new CommandError({ code: 'envelope-refused', message, help: 'fetch the list of services again' });
  } catch (error) {
    throw errorInBytes(bare ? shiftError(error, head.length, bytes.length) : error, name, bytes);
  }
}

/** An error about the wrapped bytes, with the position in the original bytes. */
function shiftError(error: unknown, by: number, length: number): unknown {
  if (!isByoipError(error) || error.at === undefined) return error;
  const { code, message, help, at, pointer = '' } = error;
  const shift = (offset: number) => Math.min(Math.max(offset - by, 0), length);
  const shifted = { start: shift(at.start), end: shift(at.end) };
  return new ByoipError({ code, message, help, at: shifted, pointer: pointer.replace(/^\/result/, '') });
}

/**
 * A CIDR from the command line.
 *
 * @throws CommandError with the codes of `parseCidr` and the position
 */
export function parseCidrArgument(text: string, source: string): CidrInfo {
  try {
    return parseCidr(text);
  } catch (error) {
    throw errorInText(error, text, source);
  }
}
