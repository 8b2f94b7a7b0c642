// The streams of the process as sinks of a command.

import { isError } from '../types/realm.js';
import { CommandError, systemErrorCode } from './errors.js';
import type { Sink } from './io.js';

/** Codes of a write to a pipe without a reader; the last two where an earlier write has ended the stream. */
const READER_GONE = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

/** A stream of the process as a sink. */
export function streamSink(stream: NodeJS.WriteStream): Sink {
  // Without a listener a closed pipe ends the process with a stack trace. The callback of `write` reports it as well.
  stream.on('error', () => {});
  let isGone = false;
  return {
    isTTY: stream.isTTY === true,
    get isGone() {
      return isGone;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        if (isGone) return resolve();
        stream.write(text, (error) => {
          const reason = isError(error) ? systemErrorCode(error) : null;
          isGone ||= reason !== null && READER_GONE.includes(reason);
          if (reason === null || isGone) resolve();
          else reject(outputError(reason));
        });
      }),
  };
}

function outputError(reason: string): Error {
  const message = `the output cannot be written: ${reason}`;
  return new CommandError({ code: 'output-failed', message, help: 'check where the output goes' });
}
