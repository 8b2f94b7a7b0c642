// A prefix and its draft as the fragment of a link: versioned, compressed, without ids unless they are asked for.

import type { Service } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import type { LoadResult } from '../errors/loadable.js';
import { linkError } from '../errors/page-error.js';
import type { Draft } from '../state/draft-model.js';
import { type LinkBinding, type LinkPayload, parsePayload } from './link-schema.js';

/** Every released version keeps opening; this is the one that is written. */
const VERSION = 'byoip1.';

/** Longer fragments are neither made nor read: links of more than this break on their way. */
export const MAX_CHARACTERS = 32_000;
/** What a fragment may unpack to, bytes: a bomb is dropped when it gets here. */
const MAX_UNPACKED = 1_000_000;

/** What of a draft and its prefix goes into a link. */
export function linkPayload(
  opened: OpenPrefix,
  services: readonly Service[],
  draft: Draft,
  withIds: boolean,
): LinkPayload {
  const known = new Map(services.map(({ id, name }) => [id, name]));
  for (const { serviceId, serviceName } of opened.bindings) {
    if (serviceId !== null && !known.has(serviceId)) known.set(serviceId, serviceName ?? 'unnamed');
  }
  const order = [...known.keys()];
  const indexOf = (id: string | null): number => (id === null ? -1 : order.indexOf(id));
  return {
    prefix: opened.prefix.cidr,
    services: [...known].map(([id, name]) => (withIds ? [name.slice(0, 200), id] : [name.slice(0, 200)])),
    bindings: opened.bindings.map(({ cidr, serviceId, state, id }): LinkBinding => {
      if (withIds) return [cidr, indexOf(serviceId), state ?? '', id];
      return state === 'active' ? [cidr, indexOf(serviceId)] : [cidr, indexOf(serviceId), state ?? ''];
    }),
    draft: [...draft.changes].map(([cidr, to]) => [cidr, indexOf(to)]),
    notes: draft.notes,
  };
}

/** The fragment, `#` not included; `null` where it would be longer than links may be. */
export async function encodeFragment(shared: LinkPayload): Promise<string | null> {
  const bytes = new TextEncoder().encode(JSON.stringify(shared));
  if (bytes.length > MAX_UNPACKED) return null;
  const packed = await collect(
    new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw')),
    MAX_UNPACKED,
  );
  if (packed === null) return null;
  const text = VERSION + base64url(packed);
  return text.length > MAX_CHARACTERS ? null : text;
}

/** True for a fragment that claims to be a link of ours, whatever is in it. */
export function isLinkFragment(fragment: string): boolean {
  return /^byoip\d/.test(fragment);
}

/** Reads a fragment strictly. Nothing in it is believed before it was checked. */
export async function decodeFragment(fragment: string): Promise<LoadResult<LinkPayload>> {
  const no = (detail: string): LoadResult<LinkPayload> => ({ kind: 'error', error: linkError(detail) });
  if (!fragment.startsWith(VERSION)) return no('it is of a version that this page does not know');
  if (fragment.length > MAX_CHARACTERS) return no(`it has more than ${MAX_CHARACTERS} characters`);
  const packed = fromBase64url(fragment.slice(VERSION.length));
  if (packed === null) return no('it has characters that no such link has');
  let unpacked: Uint8Array | null;
  try {
    unpacked = await collect(
      new Blob([packed as Uint8Array<ArrayBuffer>])
        .stream()
        .pipeThrough(new DecompressionStream('deflate-raw')),
      MAX_UNPACKED,
    );
  } catch {
    return no('it is cut off, or was changed on its way');
  }
  if (unpacked === null) return no(`it unpacks to more than ${MAX_UNPACKED} bytes`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(unpacked);
    const shared = parsePayload(JSON.parse(text));
    return typeof shared === 'string' ? no(shared) : { kind: 'ready', value: shared };
  } catch {
    return no('what it unpacks to is not JSON');
  }
}

/** All bytes of a stream; `null` as soon as there are more than `most`. */
async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array | null> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      return null;
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function base64url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64url(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(plain, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
