// An emulator on loopback that records requests and statuses.

import { createEmulator, type EmulatedOperation, type Emulator, type EmulatorOptions } from 'byoip/emulator';
import { serveEmulator } from '../../ring/setup/emulator-server.js';
import { operationOf } from './openapi-document.js';

/** One request, as the emulator met it. */
export interface RecordedRequest {
  /** Null where it is none of the table. */
  readonly operation: EmulatedOperation | null;
  readonly status: number;
  readonly request: Request;
  /** Empty without a body. */
  readonly body: string;
}

/** A listening emulator and its memory of requests. */
export interface CountingEmulator {
  readonly url: string;
  readonly emulator: Emulator;
  readonly seen: readonly RecordedRequest[];
  close(): Promise<void>;
}

/** Starts an emulator whose clock does not move. */
export async function serveCountingEmulator(options: EmulatorOptions = {}): Promise<CountingEmulator> {
  const plain = createEmulator(options);
  const seen: RecordedRequest[] = [];
  const emulator: Emulator = {
    ...plain,
    async fetch(input, init) {
      const request = new Request(input, init);
      const body = await request.clone().text();
      const answer = await plain.fetch(request);
      seen.push({ operation: operationOf(request), status: answer.status, request, body });
      return answer;
    },
  };
  const { url, close } = await serveEmulator({ emulator });
  return { url, emulator, seen, close };
}
