// What a command reads: files, standard input whole or line by line, and what they hold.

import { createReadStream } from 'node:fs';
import { apiMessageText } from '../client/api-message.js';
import { BindingTable } from '../lookup/core-table.js';
import type { CidrInfo, Service, ServiceBinding } from '../types/api.js';
import { ByoipError } from '../types/errors.js';
import { parseCidr, readEnvelope } from '../wasm/core.js';
import { CommandError, errorInBytes, errorInText } from './errors.js';
import type { Io, Source } from './io.js';
import { safeText } from './output.js';

/** More than this is not read: no account has as many bindings. */
export const MAX_INPUT: number = 512 * 1024 * 1024;

/** A line longer than this is cut: no address is as long. */
const MAX_LINE = 1024;

/** Bytes, and what to call where they came from. */
export interface Input {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/**
 * Reads a file, or standard input for `-`. O(bytes).
 *
 * @throws CommandError `input-missing`, `input-unreadable`, `input-too-large`
 */
export async function readInput(path: string, io: Io): Promise<Input> {
  const name = path === '-' ? 'standard input' : path;
  const source: AsyncIterable<Uint8Array> = path === '-' ? io.stdin : createReadStream(path);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (size > MAX_INPUT) throw tooLargeError(name);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof CommandError ? error : unreadableError(error, name);
  }
  return { bytes: Buffer.concat(chunks), name };
}

function tooLargeError(name: string): CommandError {
  return new CommandError({
    code: 'input-too-large',
    message: `${quoted(name)} has more than ${MAX_INPUT / 1024 / 1024} MiB`,
    help: 'is it the right file? a list of bindings is far smaller',
  });
}

/** A failure of the file system, in words. */
function unreadableError(error: unknown, name: string): CommandError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
  const quote = quoted(name);
  if (code === 'ENOENT') {
    const help = 'check the path, or write - for standard input';
    return new CommandError({ code: 'input-missing', message: `there is no file ${quote}`, help });
  }
  const message = code === 'EISDIR' ? `${quote} is a folder` : `${quote} cannot be read: ${code}`;
  const help = code === 'EISDIR' ? 'name a file in it' : 'check the path and who may read it';
  return new CommandError({ code: 'input-unreadable', message, help });
}

const quoted = (name: string): string => `\`${safeText(name, 200)}\``;

/** The lines of a source without white space around them, blank ones left out; overlong ones are cut. */
export async function* readLines(source: Source): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of source) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = (lines.pop() ?? '').slice(0, MAX_LINE);
      for (const line of lines) {
        const text = line.slice(0, MAX_LINE).trim();
        if (text !== '') yield text;
      }
    }
  } catch (error) {
    throw unreadableError(error, 'standard input');
  }
  const last = (rest + decoder.decode()).trim();
  if (last !== '') yield last;
}

/** Fields in which people keep the service of a binding, and the API does not. */
const SERVICE_FIELDS = ['service', 'service_name', 'serviceName', 'target', 'owner'] as const;

/**
 * A binding without a service is a regional one, and owns nothing. Where another field says a service, that would be a
 * misreading.
 */
function rejectUnreadService(
  { cidr, serviceId, serviceName, extra }: ServiceBinding,
  at: number,
  name: string,
): void {
  if (serviceId !== null) return;
  const field =
    serviceName === null
      ? SERVICE_FIELDS.find((field) => Object.hasOwn(extra, field) && extra[field] !== null)
      : 'service_name';
  if (field === undefined) return;
  throw new CommandError({
    code: 'binding-service-unread',
    message: `entry ${at + 1} of \`${safeText(name, 200)}\`, ${cidr}, has the field \`${field}\` and no \`service_id\``,
    help: 'write the id of the service in `service_id`; without it the entry would be read as a regional binding, which owns nothing',
  });
}

/**
 * The bindings of a file: an answer of the API, a bare list, or a snapshot.
 *
 * @throws CommandError with the codes of `BindingTable.fromEnvelope`, and the place; `binding-service-unread`
 */
export function readTable({ bytes, name }: Input, prefix?: string): BindingTable {
  let table: BindingTable;
  try {
    table = BindingTable.fromEnvelope(bytes, prefix === undefined ? {} : { prefix });
  } catch (error) {
    throw errorInBytes(error, name, bytes);
  }
  // A long list is looked through only where some block in it has no service.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (occurrences(text, '"cidr"') > occurrences(text, '"service_id"') + occurrences(text, '"serviceId"')) {
    for (const [at, binding] of table.bindings().entries()) rejectUnreadService(binding, at, name);
  }
  return table;
}

function occurrences(text: Buffer, of: string): number {
  let count = 0;
  for (let at = text.indexOf(of); at !== -1; at = text.indexOf(of, at + of.length)) count += 1;
  return count;
}

/**
 * The services of a file: an answer of the API, or a bare list.
 *
 * @throws CommandError with the codes of `readEnvelope`, and the place
 */
export function readServices({ bytes, name }: Input): readonly Service[] {
  const bare = /^\s*\[/.test(new TextDecoder().decode(bytes.subarray(0, 256)));
  const head = bare ? '{"success":true,"errors":[],"messages":[],"result":' : '';
  const whole = bare ? Buffer.concat([Buffer.from(head), bytes, Buffer.from('}')]) : bytes;
  try {
    const envelope = readEnvelope('list-services', whole);
    if (envelope.success) return envelope.result;
    const words = envelope.errors.map((error) => safeText(apiMessageText(error), 200)).join(', ');
    throw new CommandError({
      code: 'envelope-refused',
      message: `\`${safeText(name, 200)}\` holds a failure of the API, not a list: ${words}`,
      help: 'fetch the list of services again',
    });
  } catch (error) {
    throw errorInBytes(bare ? shiftError(error, head.length, bytes.length) : error, name, bytes);
  }
}

/** An error about the wrapped bytes as one about the bytes themselves. */
function shiftError(error: unknown, by: number, length: number): unknown {
  if (!(error instanceof ByoipError) || error.at === undefined) return error;
  const { code, message, help, at, pointer = '' } = error;
  const shift = (offset: number) => Math.min(Math.max(offset - by, 0), length);
  return new ByoipError({
    code,
    message,
    help,
    at: { start: shift(at.start), end: shift(at.end) },
    pointer: pointer.replace(/^\/result/, ''),
  });
}

/**
 * A CIDR from the command line.
 *
 * @throws CommandError with the codes of `parseCidr`, and the place
 */
export function parseCidrArgument(text: string, source: string): CidrInfo {
  try {
    return parseCidr(text);
  } catch (error) {
    throw errorInText(error, text, source);
  }
}
