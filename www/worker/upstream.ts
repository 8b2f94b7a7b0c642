// One exchange with the API: the request written from scratch, the answer passed on within limits, and looked at on its way.

import { CheckedBody, MAX_ANSWER, UpstreamDeadline, UpstreamError } from './checked-stream.js';
import type { Env } from './env.js';
import type { ProblemText } from './problem.js';
import { REDIRECTED, TOO_LARGE, UNREACHABLE } from './upstream-problems.js';

/** So much is held before anything is passed on: what goes wrong until then is a problem with a status of its own. */
const BUFFERED = 256 * 1024;

const FORWARDED_HEADERS = /^(retry-after|ratelimit.*|cf-ray)$/;

/** Told when an answer breaks off that was begun with this status. */
export type OnTruncated = (status: number, problem: ProblemText) => void;

/**
 * Asks the API for `path`, a path that the route table has written. Nothing of the client's request is passed on but
 * the token; nothing of the answer is passed back but status, JSON and a few headers.
 *
 * A long answer is passed on while it comes. Where it turns out to be none, or breaks off, what the client gets breaks off
 * too, and `onBreak` is told why. The last piece is unsent then: whatever the platform makes of the connection, it is no JSON.
 */
export async function askUpstream(
  env: Env,
  path: string,
  authorization: string,
  onBreak: OnTruncated,
): Promise<Response | ProblemText> {
  const patience = new UpstreamDeadline(env.upstreamTimeout);
  try {
    const answer = await patience.race(
      fetch(env.upstream + path, {
        method: 'GET',
        headers: { authorization, accept: 'application/json', 'user-agent': 'byoip-worker' },
        redirect: 'manual',
        signal: patience.signal,
      }),
    );
    const passage = new CheckedBody(answer.body, patience);
    const refused = rejectEarly(answer);
    if (refused !== null) {
      passage.stop();
      return refused;
    }
    const body = await responseBody(passage, (problem) => onBreak(answer.status, problem));
    const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' });
    for (const [name, value] of answer.headers) if (FORWARDED_HEADERS.test(name)) headers.set(name, value);
    return new Response(body, { status: answer.status, headers });
  } catch (error) {
    patience.stop();
    return problemIn(error);
  }
}

/** What can be said before the body is read. */
function rejectEarly({ status, headers }: Response): ProblemText | null {
  if (status >= 300 && status < 400) return REDIRECTED;
  return Number(headers.get('content-length') ?? 0) > MAX_ANSWER ? TOO_LARGE : null;
}

/** A short answer whole, a long one as a stream. */
async function responseBody(
  passage: CheckedBody,
  onBreak: (problem: ProblemText) => void,
): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>> {
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < BUFFERED) {
    const piece = await passage.next();
    if (piece === null) return concatenate(held, size);
    held.push(piece);
    size += piece.byteLength;
  }
  // A stream of the platform's own: a write is done when the client has taken it, so that nothing is fetched before.
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  pipe(held, passage, writable.getWriter()).catch((error: unknown) => {
    passage.stop();
    if (error instanceof UpstreamError) onBreak(error.problem);
  });
  return readable;
}

/** Writes what is held and all that follows; where that breaks off, what is written breaks off too. */
async function pipe(
  held: Uint8Array[],
  passage: CheckedBody,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<void> {
  try {
    for (let piece: Uint8Array | null | undefined; ; ) {
      piece = held.shift() ?? (await passage.next());
      if (piece === null) return await writer.close();
      await writer.write(piece);
    }
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}

function concatenate(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

function problemIn(error: unknown): ProblemText {
  return error instanceof UpstreamError ? error.problem : UNREACHABLE;
}
