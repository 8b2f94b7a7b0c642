// A snapshot without its bindings, of which there can be very many: the core reads them.

import type { SnapshotFile } from '../../snapshot-file.js';

/** A snapshot, with the number of bindings in place of the bindings of each prefix. */
export type SnapshotHead = SnapshotFile;

/** Depth of the fields of the snapshot, of those of a prefix, and of a binding. */
const ROOT = 1;
const PREFIX = 3;
const BINDING = 5;

/** The snapshot in a file whose JSON the core has checked; null for a list. O(bytes). */
export function readSnapshotHead(bytes: Uint8Array): SnapshotHead | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!file.includes('"byoip_snapshot"')) return null;
  const value: SnapshotHead = JSON.parse(new TextDecoder().decode(withoutBindings(file)));
  return Object.hasOwn(value, 'byoip_snapshot') ? value : null;
}

function withoutBindings(file: Buffer): Buffer {
  const kept: Buffer[] = [];
  let [from, depth, count] = [0, 0, 0];
  let isInPrefixes = false;
  let isInBindings = false;
  for (let at = 0; at < file.length; at++) {
    const byte = file[at];
    if (byte === 0x22) {
      const end = stringEnd(file, at);
      if (depth === ROOT || (depth === PREFIX && isInPrefixes)) {
        const colon = nextToken(file, end + 1);
        const isKey = file[colon] === 0x3a;
        if (isKey && depth === ROOT) isInPrefixes = isText(file, at, '"prefixes"');
        if (isKey && depth === PREFIX && isText(file, at, '"bindings"')) {
          const value = nextToken(file, colon + 1);
          isInBindings = file[value] === 0x5b;
          if (isInBindings) kept.push(file.subarray(from, value));
        }
      }
      at = end;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (isInBindings && depth === BINDING) count += 1;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (isInBindings && depth === PREFIX) {
        kept.push(Buffer.from(String(count)));
        [from, count, isInBindings] = [at + 1, 0, false];
      }
    }
  }
  return Buffer.concat([...kept, file.subarray(from)]);
}

/** The position of the quote that ends a string. */
function stringEnd(file: Buffer, start: number): number {
  for (let end = file.indexOf(0x22, start + 1); ; end = file.indexOf(0x22, end + 1)) {
    let before = end - 1;
    while (file[before] === 0x5c) before -= 1;
    // An even number of backslashes before it: none of them escapes it.
    if ((end - before) % 2 === 1) return end;
  }
}

/** The position of the next byte that is not white space. */
function nextToken(file: Buffer, from: number): number {
  let at = from;
  while ((file[at] ?? 0xff) <= 0x20) at += 1;
  return at;
}

const isText = (file: Buffer, at: number, text: string): boolean =>
  file.compare(Buffer.from(text), 0, text.length, at, at + text.length) === 0;
