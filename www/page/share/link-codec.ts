// Links: a prefix and its draft as a URL fragment, versioned and compressed. IDs are included on request only.

import type { Service } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import type { LoadResult } from '../errors/page-error.js';
import { linkError } from '../errors/page-error.js';
import type { Draft } from '../state/draft-model.js';
import { type LinkBinding, type LinkPayload, parsePayload, TIME } from './link-schema.js';

/** The version that is written. Links of every released version must open. */
const VERSION = 'byoip1.';

/** Many programs truncate longer links. */
export const MAX_CHARACTERS = 32_000;
/** Protects from decompression bombs. */
const MAX_UNPACKED_BYTES = 1_000_000;

/** What is known besides the bindings. */
interface LinkFacts {
  readonly advertised?: boolean | null;
  readonly readAt?: string | null;
}

export function linkPayload(
  { prefix, bindings }: OpenPrefix,
  services: readonly Service[],
  draft: Draft,
  withIds: boolean,
  { advertised = null, readAt = null }: LinkFacts = {},
): LinkPayload {
  const names = new Map(services.map(({ id, name }) => [id, name]));
  for (const { serviceId, serviceName } of bindings) {
    if (serviceId !== null && !names.has(serviceId)) names.set(serviceId, serviceName ?? 'unnamed');
  }
  const ids = [...names.keys()];
  const indexOf = (id: string | null): number => (id === null ? -1 : ids.indexOf(id));
  return {
    prefix: prefix.cidr,
    services: [...names].map(([id, name]) => (withIds ? [name.slice(0, 200), id] : [name.slice(0, 200)])),
    bindings: bindings.map(({ cidr, serviceId, state, id }): LinkBinding => {
      if (withIds) return [cidr, indexOf(serviceId), state ?? '', id];
      return state === 'active' ? [cidr, indexOf(serviceId)] : [cidr, indexOf(serviceId), state ?? ''];
    }),
    draft: [...draft.changes].map(([cidr, to]) => [cidr, indexOf(to)]),
    notes: draft.notes,
    ...(advertised === null ? {} : { advertised }),
    ...(readAt === null || !TIME.test(readAt) ? {} : { readAt }),
  };
}

/** The fragment without its `#`; `null` where it would be too long. */
export async function encodeFragment(payload: LinkPayload): Promise<string | null> {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  if (bytes.length > MAX_UNPACKED_BYTES) return null;
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const packed = await collect(stream, MAX_UNPACKED_BYTES);
  if (packed === null) return null;
  const text = VERSION + base64url(packed);
  return text.length > MAX_CHARACTERS ? null : text;
}

export async function decodeFragment(fragment: string): Promise<LoadResult<LinkPayload>> {
  const invalid = (reason: string): LoadResult<LinkPayload> => ({ kind: 'error', error: linkError(reason) });
  if (!fragment.startsWith(VERSION)) return invalid('this page does not know its version');
  if (fragment.length > MAX_CHARACTERS) return invalid(`it has more than ${MAX_CHARACTERS} characters`);
  const packed = fromBase64url(fragment.slice(VERSION.length));
  if (packed === null) return invalid('it contains a character that links do not have');
  let unpacked: Uint8Array | null;
  try {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    unpacked = await collect(stream, MAX_UNPACKED_BYTES);
  } catch {
    return invalid('it is truncated or damaged');
  }
  if (unpacked === null) return invalid(`it unpacks to more than ${MAX_UNPACKED_BYTES} bytes`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(unpacked);
    const payload = parsePayload(JSON.parse(text));
    return typeof payload === 'string' ? invalid(payload) : { kind: 'ready', value: payload };
  } catch {
    return invalid('its content is not JSON');
  }
}

/** All bytes of a stream; `null` as soon as there are more than `max`. */
async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  max: number,
): Promise<Uint8Array | null> {
  const reader = stream.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > max) {
      reader.cancel().catch(() => {});
      return null;
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function base64url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(plain, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
