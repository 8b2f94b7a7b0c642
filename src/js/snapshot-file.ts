// Takes apart a snapshot whose lists of bindings the core has checked.

import { decodeUtf8 } from './text/utf8.js';
import type { Operation, ResultOf } from './types/operations.js';
import { readEnvelope } from './wasm/core.js';

/** A snapshot with the API's names. The core refuses one without `prefixes`, or without `bindings` of a prefix. */
export interface SnapshotFile {
  readonly account_id?: unknown;
  readonly taken_at?: unknown;
  readonly services?: unknown;
  readonly prefixes: readonly Readonly<Record<'prefix' | 'bindings' | 'bgp_prefixes', unknown>>[];
}

/** The snapshot in a file; `null` for a list of bindings, which may have a field of that name inside. */
export function snapshotIn(bytes: Uint8Array): SnapshotFile | null {
  const text = decodeUtf8(bytes);
  if (!/"byoip_snapshot"\s*:/.test(text)) return null;
  const value: SnapshotFile = JSON.parse(text);
  return Object.hasOwn(value, 'byoip_snapshot') ? value : null;
}

/** A part of a snapshot, read as the result of an operation. @throws ByoipError with a pointer below `/result` */
export function readPart<O extends Operation>(operation: O, result: unknown): ResultOf[O] {
  const response = JSON.stringify({ success: true, errors: [], messages: [], result });
  const envelope = readEnvelope(operation, response);
  if (!envelope.success) throw new Error('a success envelope was read as a failure');
  return envelope.result;
}
