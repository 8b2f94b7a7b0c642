// Reads a file or a paste: an answer of the API, a bare list of bindings, or a snapshot; anything else is explained.

import {
  BindingTable,
  findConflict,
  isByoipError,
  type Operation,
  type Prefix,
  parseCidrMasked,
  type ResultOf,
  readEnvelope,
  type ServiceBinding,
  uniqueBindings,
} from '../../../src/js/entry/page.js';
import { type NestedBinding, nestBindings } from '../bindings/nest-bindings.js';
import { readBindings } from '../bindings/read-bindings.js';
import type { LoadResult } from '../errors/loadable.js';
import { apiError, excerptOf, type PageError, unexpectedError } from '../errors/page-error.js';
import { type AddressRange, addressText } from '../lib/address-range.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { Yielder } from '../lib/yielder.js';
import type { LoadedAccount, LoadedPrefix } from './loaded-account.js';

/** The largest file that is read, bytes. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

const EXPECTED =
  'a list of service bindings: an answer of List Service Bindings, a bare array of them, or a snapshot';

/** The place of a byte for people: line and column, both from 1. */
function lineOf(bytes: Uint8Array, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let next = bytes.indexOf(10); next !== -1 && next < at; next = bytes.indexOf(10, next + 1)) {
    line += 1;
    start = next + 1;
  }
  return { line, column: new TextDecoder().decode(bytes.subarray(start, at)).length + 1 };
}

/** What is wrong with a file, with the place in it. */
function fileError(error: unknown, name: string, bytes: Uint8Array): PageError {
  if (!isByoipError(error)) return unexpectedError(error, name);
  if (error.code === 'envelope-refused') {
    const envelope = readEnvelope('list-bindings', bytes);
    return { ...apiError(envelope.errors, name), help: 'save the answer of a request that succeeded' };
  }
  return {
    title: 'This cannot be read as bindings',
    detail: error.message,
    expected: EXPECTED,
    where: name,
    help: error.help,
    code: error.code,
    ...(error.pointer === undefined ? {} : { pointer: error.pointer === '' ? '/' : error.pointer }),
    ...(error.at === undefined
      ? {}
      : { excerpt: excerptOf(bytes, error.at), position: lineOf(bytes, error.at.start) }),
  };
}

function tooLargeError(name: string, size: number): PageError {
  return {
    title: 'This file is too large',
    detail: `it has ${size.toLocaleString('en')} bytes, and this page reads up to ${MAX_FILE_BYTES.toLocaleString('en')}`,
    expected: EXPECTED,
    where: name,
    help: 'save the bindings of one prefix at a time',
    code: 'file-too-large',
  };
}

/** Reads what was dropped, pasted or picked, in short tasks; what is too large is not read at all. Throws only when `signal` aborts. */
export async function readAccountFile(
  name: string,
  content: Blob,
  signal: AbortSignal,
): Promise<LoadResult<LoadedAccount>> {
  if (content.size > MAX_FILE_BYTES) return { kind: 'error', error: tooLargeError(name, content.size) };
  const bytes = new Uint8Array(await content.arrayBuffer());
  signal.throwIfAborted();
  const breath = new Yielder(signal);
  let table: BindingTable | null = null;
  try {
    // The core reads all of it strictly; what follows only takes apart what it has accepted.
    table = BindingTable.fromEnvelope(bytes);
    await breath.yield();
    const text = new TextDecoder().decode(bytes);
    if (/"byoip_snapshot"\s*:/.test(text)) {
      const value = fromSnapshot(name, JSON.parse(text));
      for (const { prefix, bindings } of value.prefixes) {
        const error = conflictError(name, bindings, prefix.cidr);
        if (error !== null) return { kind: 'error', error };
      }
      return { kind: 'ready', value };
    }
    const bindings = uniqueBindings(await readBindings(table, bytes, breath));
    const error = conflictError(name, bindings, '');
    if (error !== null) return { kind: 'error', error };
    return { kind: 'ready', value: await fromList(name, bindings, breath) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'error', error: fileError(error, name, bytes) };
  } finally {
    table?.dispose();
  }
}

/** A list in which a block has two services, of which it does not say which one is bound; `null` for any other. */
function conflictError(name: string, bindings: readonly ServiceBinding[], prefix: string): PageError | null {
  const found = findConflict(bindings);
  if (found === null) return null;
  const each = found.indices.map((at) => {
    const { serviceId, serviceName } = bindings[at] ?? {};
    return `${escapeInvisible(serviceName || serviceId || '', 60)} by entry ${at + 1}`;
  });
  return {
    title: 'One block has two services',
    detail: `${found.cidr} is bound to ${each.join(' and to ')}${prefix === '' ? '' : ` of ${prefix}`}`,
    expected: EXPECTED,
    where: name,
    help: 'fetch the list again, or remove all entries for the block but one',
    code: 'binding-conflict',
  };
}

function part<O extends Operation>(operation: O, result: unknown): ResultOf[O] {
  const answer = JSON.stringify({ success: true, errors: [], messages: [], result: result ?? [] });
  const envelope = readEnvelope(operation, answer);
  if (!envelope.success) throw new Error('an envelope that was written here failed');
  return envelope.result;
}

interface RawSnapshot {
  readonly taken_at?: unknown;
  readonly services?: unknown;
  readonly prefixes?: readonly {
    readonly prefix?: unknown;
    readonly bindings?: unknown;
    readonly bgp_prefixes?: unknown;
  }[];
}

function fromSnapshot(name: string, { taken_at, services, prefixes = [] }: RawSnapshot): LoadedAccount {
  return {
    name,
    services: part('list-services', services),
    prefixes: prefixes.map((one) => ({
      prefix: part('get-prefix', one.prefix),
      bindings: part('list-bindings', one.bindings),
      bgpPrefixes: part('list-bgp-prefixes', one.bgp_prefixes),
    })),
    remark: `A snapshot taken at ${typeof taken_at === 'string' ? taken_at : 'an unknown time'}; it may be out of date.`,
  };
}

/** Blocks up to this size are taken for one prefix where no binding spans the others. */
const GUESSED = { 4: 16, 6: 29 } as const;

async function fromList(
  name: string,
  bindings: readonly ServiceBinding[],
  breath: Yielder,
): Promise<LoadedAccount> {
  const placed = await nestBindings(bindings, breath);
  const names = new Map<string, string>();
  for (const { serviceId, serviceName } of bindings) {
    if (serviceId !== null && !names.has(serviceId)) names.set(serviceId, serviceName ?? serviceId);
  }
  const prefixes = ([4, 6] as const).flatMap((family) => prefixesOf(family, placed));
  const guessed = prefixes.some(({ prefix }) => prefix.id.startsWith('around'));
  return {
    name,
    services: [...names].map(([id, service]) => ({ id, name: service, extra: {} })),
    prefixes,
    remark: guessed
      ? 'The list does not name its prefix, and no binding spans the others: the smallest block around them is shown.'
      : 'The list does not name its prefix: the binding that spans the others is taken for it.',
  };
}

function prefixesOf(family: 4 | 6, placed: readonly NestedBinding[]): readonly LoadedPrefix[] {
  const own = placed.filter(({ binding }) => binding.cidr.includes(':') === (family === 6));
  const outer = own.filter(({ depth }) => depth === 0);
  const [head] = outer;
  const tail = outer.at(-1);
  if (head === undefined || tail === undefined) return [];
  const around = blockAround({ first: head.first, last: tail.last }, family);
  if (outer.length > 1 && around.length >= GUESSED[family]) {
    return [contentsOf(`around ${around.cidr}`, around.cidr, own)];
  }
  return outer.map((one) => {
    const inside = own.filter(({ first, last }) => one.first <= first && last <= one.last);
    return contentsOf(`spanning ${one.index}`, one.binding.cidr, inside);
  });
}

function contentsOf(id: string, cidr: string, inside: readonly NestedBinding[]): LoadedPrefix {
  const prefix: Prefix = { id, cidr, extra: {} };
  return { prefix, bindings: inside.map(({ binding }) => binding), bgpPrefixes: null };
}

/** The smallest block around a span. */
function blockAround(
  { first, last }: AddressRange,
  family: 4 | 6,
): { readonly cidr: string; readonly length: number } {
  const width = family === 4 ? 32 : 128;
  const differing = first === last ? 0 : (first ^ last).toString(2).length;
  const length = width - differing;
  return { cidr: parseCidrMasked(`${addressText(first, family)}/${length}`).cidr, length };
}
