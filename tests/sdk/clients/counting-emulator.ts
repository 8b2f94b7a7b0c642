// An emulator on loopback that counts what it was asked, and how it answered.

import { createEmulator, type Emulator, type EmulatorOptions } from 'byoip/emulator';
import { serveEmulator } from '../../ring/setup/emulator-server.js';
import { operationOf } from './openapi-document.js';

/** One request, as the emulator met it. */
export interface Seen {
  /** Null where it is none of ours. */
  readonly operation: string | null;
  readonly status: number;
  readonly request: Request;
}

/** A listening emulator and its memory of requests. */
export interface Counted {
  readonly url: string;
  readonly emulator: Emulator;
  readonly seen: readonly Seen[];
  close(): Promise<void>;
}

/** Starts one; time stands still in it. */
export async function serveCounted(options: EmulatorOptions = {}): Promise<Counted> {
  const plain = createEmulator(options);
  const seen: Seen[] = [];
  const emulator: Emulator = {
    ...plain,
    async fetch(input, init) {
      const request = new Request(input, init);
      const answer = await plain.fetch(request);
      seen.push({ operation: operationOf(request), status: answer.status, request });
      return answer;
    },
  };
  const { url, close } = await serveEmulator({ emulator });
  return { url, emulator, seen, close };
}
