// The records of a run as server-sent events: those so far, then each as it is stored.

import type { RunRecord } from 'byoip';

/** Where the records come from. */
export interface RecordSource {
  /** The records behind this number. */
  records(after: number): Promise<readonly RunRecord[]>;
  /** Calls back with each new record, until the returned function is called. */
  subscribe(onRecord: (record: RunRecord) => void): () => void;
}

/** A comment in this time, ms, keeps the connection open. */
const HEARTBEAT = 15_000;
/** Most events that wait for a slow reader: it is cut off, and goes on with the number of its last one. */
const MOST_WAITING = 1000;

/** True for the last record of a run. */
export const isLast = ({ kind }: RunRecord): boolean => kind === 'finished' || kind === 'abandoned';

/** Events behind a number; the stream ends with the run. */
export function eventStream(source: RecordSource, after: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        let sent = after;
        const early: RunRecord[] = [];
        let isLive = false;
        const write = (text: string) => {
          if ((controller.desiredSize ?? 0) < -MOST_WAITING) return end();
          controller.enqueue(encoder.encode(text));
        };
        const end = () => {
          stop();
          controller.close();
        };
        const send = (record: RunRecord) => {
          const { n = 0 } = record;
          if (n <= sent) return;
          sent = n;
          write(`id: ${n}\nevent: record\ndata: ${JSON.stringify(record)}\n\n`);
          if (isLast(record)) isOver = true;
        };
        let isOver = false;
        const unsubscribe = source.subscribe((record) => {
          if (!isLive) return early.push(record);
          send(record);
          // The lease is given back behind the last record.
          if (isOver && record.kind === 'lease') end();
        });
        const timer = setInterval(() => write(': still there\n\n'), HEARTBEAT);
        stop = () => {
          clearInterval(timer);
          unsubscribe();
        };
        for (const record of await source.records(after)) send(record);
        for (const record of early) send(record);
        isLive = true;
        if (isOver) end();
      },
      cancel: () => stop(),
    },
    { highWaterMark: 0 },
  );
}
