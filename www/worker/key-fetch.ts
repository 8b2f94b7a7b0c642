// The fetch of the keys of Access, within limits: forged tokens must not make the Worker flood the key server.

import type { FetchImplementation } from 'jose';

/** Most fetches in a window, and its length in ms. Several start at once while a new isolate has no keys yet. */
const MOST_FETCHES = 20;
const WINDOW = 30_000;

/** Largest key set, bytes; one of Access has about 3,000. */
const MAX_KEYS = 64 * 1024;

/** A fetch that throws where it was called too often, and where the response is too long. */
export function boundedFetch(
  now: () => number = Date.now,
  send: FetchImplementation = fetch,
): FetchImplementation {
  let started: number[] = [];
  return async (url, options) => {
    started = started.filter((time) => now() - time < WINDOW);
    if (started.length >= MOST_FETCHES) throw new Error('the keys were fetched too often');
    started.push(now());
    const response = await send(url, options);
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > MAX_KEYS) throw new Error('the keys are too long');
      chunks.push(chunk);
    }
    return new Response(new Blob(chunks), { status: response.status });
  };
}
