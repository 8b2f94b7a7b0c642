// Reads a file or pasted text: a response of the API, an array of bindings, or a snapshot. Anything else gives an error.

import {
  BindingTable,
  isByoipError,
  nestBindings,
  readEnvelope,
  type ServiceBinding,
} from '../../../src/js/entry/page.js';
import {
  findConflict,
  readPart,
  type SnapshotFile,
  snapshotIn,
  uniqueBindings,
} from '../../../src/js/entry/page-later.js';
import { readBindings } from '../bindings/read-bindings.js';
import {
  apiError,
  errorInBytes,
  type LoadResult,
  type PageError,
  unexpectedError,
} from '../errors/page-error.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { inTasks, Yielder } from '../lib/yielder.js';
import { guessPrefixes, guessRemark } from './guess-prefixes.js';
import type { LoadedAccount } from './loaded-account.js';
import { contentName, entryName, textName } from './name-file.js';
import { bindingsInCsv } from './read-csv.js';

/** Larger files are refused, bytes. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

const EXPECTED = 'JSON from List Service Bindings, an array of bindings, a snapshot, or the CSV of this page';

/** Line and column of a byte, both from 1. */
function positionOf(bytes: Uint8Array, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let next = bytes.indexOf(10); next !== -1 && next < at; next = bytes.indexOf(10, next + 1)) {
    line += 1;
    start = next + 1;
  }
  return { line, column: new TextDecoder().decode(bytes.subarray(start, at)).length + 1 };
}

/** What is wrong with a file, and where. */
function fileError(error: unknown, name: string, bytes: Uint8Array): PageError {
  if (!isByoipError(error)) return unexpectedError(error, name);
  if (error.code === 'envelope-refused') {
    const envelope = readEnvelope('list-bindings', bytes);
    return { ...apiError(envelope.errors, name), help: 'save the response of a successful request' };
  }
  return {
    title: 'Could not read bindings from this file',
    expected: EXPECTED,
    ...errorInBytes(error, name, bytes),
    ...(error.at && { position: positionOf(bytes, error.at.start) }),
    ...otherContent(bytes),
  };
}

/** Names what the file holds instead of bindings, where that is known. */
function otherContent(bytes: Uint8Array): Pick<PageError, 'title' | 'detail' | 'help'> | null {
  const text = new TextDecoder().decode(bytes);
  let found: string | null;
  try {
    found = contentName(JSON.parse(text));
  } catch {
    found = textName(text);
  }
  return found === null || found.endsWith('List Service Bindings') ? null : otherContentError(found);
}

function otherContentError(found: string): Pick<PageError, 'title' | 'detail' | 'help'> {
  return {
    title: 'This file holds no bindings',
    detail: `it is ${found}`,
    help: 'save the response of List Service Bindings for a prefix, or a snapshot of the account',
  };
}

/** The error of a list that the core can read and that is still not one of bindings; `null` for a list of bindings. */
function notBindingsError(name: string, bindings: readonly ServiceBinding[]): LoadResult<never> | null {
  const [first] = bindings;
  const listed = first === undefined ? 'an empty list' : entryName(first.extra);
  if (listed === null) return null;
  const found = first === undefined ? listed : `the response of ${listed}`;
  const error = { ...otherContentError(found), expected: EXPECTED, where: name, code: 'file-not-bindings' };
  return { kind: 'error', error };
}

function tooLargeError(name: string, size: number): PageError {
  return {
    title: 'This file is too large',
    detail: `it has ${size.toLocaleString('en')} bytes; the limit is ${MAX_FILE_BYTES.toLocaleString('en')}`,
    expected: EXPECTED,
    where: name,
    help: 'save the bindings of one prefix at a time',
    code: 'file-too-large',
  };
}

/** A CSV of this page as the JSON of its bindings; any other file as it is. */
function fromCsv(bytes: Uint8Array): Uint8Array {
  const isJson = /^\s*[[{<]/.test(new TextDecoder().decode(bytes.subarray(0, 64)));
  const bindings = isJson ? null : bindingsInCsv(new TextDecoder().decode(bytes));
  return bindings === null ? bytes : new TextEncoder().encode(JSON.stringify(bindings));
}

/** Reads a file in short tasks. Throws only when `signal` aborts. */
export async function readAccountFile(
  name: string,
  content: Blob,
  signal: AbortSignal,
): Promise<LoadResult<LoadedAccount>> {
  if (content.size > MAX_FILE_BYTES) return { kind: 'error', error: tooLargeError(name, content.size) };
  const bytes = fromCsv(new Uint8Array(await content.arrayBuffer()));
  signal.throwIfAborted();
  const yielder = new Yielder(signal);
  let table: BindingTable | null = null;
  try {
    // The core validates all of it; the rest only takes apart what the core has accepted.
    table = BindingTable.fromEnvelope(bytes);
    await yielder.yield();
    const key = `${name} ${bytes.length}`;
    const snapshot = snapshotIn(bytes);
    if (snapshot === null) {
      const bindings = uniqueBindings((await readBindings(table, yielder)).map(withServiceName));
      const wrong = notBindingsError(name, bindings) ?? conflictError(name, bindings);
      return wrong ?? (await fromList({ name, key }, bindings, yielder));
    }
    const account = fromSnapshot({ name, key }, snapshot);
    const conflicts = account.prefixes.map(({ prefix, bindings }) =>
      conflictError(name, bindings, ` in ${prefix.cidr}`),
    );
    return conflicts.find((error) => error !== null) ?? { kind: 'ready', value: account };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'error', error: fileError(error, name, bytes) };
  } finally {
    table?.dispose();
  }
}

/** The error of a list that binds one block to two services; `null` for any other list. */
function conflictError(
  name: string,
  bindings: readonly ServiceBinding[],
  inPrefix = '',
): LoadResult<never> | null {
  const found = findConflict(bindings);
  if (found === null) return null;
  const each = found.indices.map((at) => {
    const { serviceId, serviceName } = bindings[at] ?? {};
    return `${escapeInvisible(serviceName || serviceId || '', 60)} in entry ${at + 1}`;
  });
  const error = {
    title: 'One block has two services',
    detail: `the list binds ${found.cidr} to ${each.join(' and to ')}${inPrefix}`,
    expected: EXPECTED,
    where: name,
    help: 'fetch the list again, or keep only one entry for the block',
    code: 'binding-conflict',
  };
  return { kind: 'error', error };
}

function fromSnapshot(
  file: Pick<LoadedAccount, 'name' | 'key'>,
  { taken_at, services, prefixes }: SnapshotFile,
): LoadedAccount {
  return {
    ...file,
    readAt: typeof taken_at === 'string' ? taken_at : null,
    services: readPart('list-services', services ?? []),
    prefixes: prefixes.map((one) => ({
      prefix: readPart('get-prefix', one.prefix),
      bindings: readPart('list-bindings', one.bindings),
      bgpPrefixes: readPart('list-bgp-prefixes', one.bgp_prefixes ?? []),
    })),
    remark: `Snapshot of ${typeof taken_at === 'string' ? taken_at : 'an unknown time'}. It may be out of date.`,
  };
}

/** A list that people write names services: the name then stands for the ID. Without it the binding would look regional. */
function withServiceName(binding: ServiceBinding): ServiceBinding {
  const { service } = binding.extra;
  if (binding.serviceId !== null || typeof service !== 'string' || service.trim() === '') return binding;
  return { ...binding, serviceId: service.trim(), serviceName: service.trim() };
}

async function fromList(
  file: Pick<LoadedAccount, 'name' | 'key'>,
  bindings: readonly ServiceBinding[],
  yielder: Yielder,
): Promise<LoadResult<LoadedAccount>> {
  const nestedBindings = await inTasks(nestBindings(bindings), yielder);
  const names = new Map<string, string>();
  for (const { serviceId, serviceName } of bindings) {
    if (serviceId !== null && !names.has(serviceId)) names.set(serviceId, serviceName ?? serviceId);
  }
  const guesses = guessPrefixes(nestedBindings);
  const value = {
    ...file,
    readAt: null,
    services: [...names].map(([id, service]) => ({ id, name: service, extra: {} })),
    prefixes: guesses.map(({ prefix }) => prefix),
    remark: guessRemark(guesses),
  };
  return { kind: 'ready', value };
}
