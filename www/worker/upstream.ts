// One exchange with the API: the request written from scratch, the answer passed on within limits, and looked at on its way.

import { Broken, MAX_ANSWER, Passage, Patience } from './checked-stream.js';
import type { Env } from './env.js';
import type { ProblemText } from './problem.js';
import { REDIRECTED, TOO_LARGE, UNREACHABLE } from './upstream-problems.js';

/** So much is held before anything is passed on: what goes wrong until then is a problem with a status of its own. */
const HELD = 256 * 1024;

const PASSED_BACK = /^(retry-after|ratelimit.*|cf-ray)$/;

/** Told when an answer breaks off that was begun with this status. */
export type OnBreak = (status: number, problem: ProblemText) => void;

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
  onBreak: OnBreak,
): Promise<Response | ProblemText> {
  const patience = new Patience(env.upstreamTimeout);
  try {
    const answer = await patience.wait(
      fetch(env.upstream + path, {
        method: 'GET',
        headers: { authorization, accept: 'application/json', 'user-agent': 'byoip-worker' },
        redirect: 'manual',
        signal: patience.signal,
      }),
    );
    const passage = new Passage(answer.body, patience);
    const refused = refusalOf(answer);
    if (refused !== null) {
      passage.stop();
      return refused;
    }
    const body = await bodyOf(passage, (problem) => onBreak(answer.status, problem));
    const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' });
    for (const [name, value] of answer.headers) if (PASSED_BACK.test(name)) headers.set(name, value);
    return new Response(body, { status: answer.status, headers });
  } catch (error) {
    patience.stop();
    return problemOf(error);
  }
}

/** What can be said before the body is read. */
function refusalOf({ status, headers }: Response): ProblemText | null {
  if (status >= 300 && status < 400) return REDIRECTED;
  return Number(headers.get('content-length') ?? 0) > MAX_ANSWER ? TOO_LARGE : null;
}

/** A short answer whole, a long one as a stream. */
async function bodyOf(
  passage: Passage,
  onBreak: (problem: ProblemText) => void,
): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>> {
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < HELD) {
    const piece = await passage.next();
    if (piece === null) return joined(held, size);
    held.push(piece);
    size += piece.byteLength;
  }
  // A stream of the platform's own: a write is done when the client has taken it, so that nothing is fetched before.
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  passOn(held, passage, writable.getWriter()).catch((error: unknown) => {
    passage.stop();
    if (error instanceof Broken) onBreak(error.problem);
  });
  return readable;
}

/** Writes what is held and all that follows; where that breaks off, what is written breaks off too. */
async function passOn(
  held: Uint8Array[],
  passage: Passage,
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

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

function problemOf(error: unknown): ProblemText {
  return error instanceof Broken ? error.problem : UNREACHABLE;
}
