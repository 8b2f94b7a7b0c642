// One exchange with the API: builds the request, checks the response and forwards it within limits.

import { CheckedBody, MAX_ANSWER, UpstreamDeadline, UpstreamError } from './checked-stream.js';
import type { Env } from './env.js';
import type { ProblemText } from './problem.js';
import { REDIRECTED, TOO_LARGE, UNREACHABLE } from './upstream-problems.js';

/** Bytes to buffer before forwarding anything: an error until then becomes a problem with its own status. */
const BUFFERED = 256 * 1024;

const FORWARDED_HEADERS = /^(retry-after|ratelimit.*|cf-ray)$/;

/** Called when a response that was begun with this status is cut off. */
export type OnTruncated = (status: number, problem: ProblemText) => void;

/** A request for the API, which the package has built. */
export interface UpstreamRequest {
  readonly method: string;
  /** Below the base URL. */
  readonly path: string;
  /** JSON text. */
  readonly body: string | null;
  readonly token: string;
}

/**
 * Sends a request to the API. Of the client's request it has ids, checked values and in one mode the token; of the response the
 * client gets only the status, the JSON and a few headers.
 *
 * A long response is forwarded while it arrives. Where it turns out to be invalid or is cut off, the response to the client is
 * cut off too, and `onTruncated` gets the reason. Its last chunk is then never sent, so that the client cannot receive valid JSON.
 */
export async function askUpstream(
  env: Env,
  { method, path, body: sent, token }: UpstreamRequest,
  onTruncated: OnTruncated,
): Promise<Response | ProblemText> {
  const deadline = new UpstreamDeadline(env.upstreamTimeout);
  try {
    const answer = await deadline.race(
      fetch(env.upstream + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          'user-agent': 'byoip-worker',
          ...(sent === null ? {} : { 'content-type': 'application/json' }),
        },
        body: sent,
        redirect: 'manual',
        signal: deadline.signal,
      }),
    );
    const own = env.own?.token ?? '';
    const body = new CheckedBody(answer.body, deadline, own);
    const refused = rejectEarly(answer);
    if (refused !== null) {
      body.stop();
      return refused;
    }
    const forwarded = await responseBody(body, (problem) => onTruncated(answer.status, problem));
    const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' });
    for (const [name, value] of answer.headers) {
      if (FORWARDED_HEADERS.test(name) && (own === '' || !value.includes(own))) headers.set(name, value);
    }
    return new Response(forwarded, { status: answer.status, headers });
  } catch (error) {
    deadline.stop();
    return problemIn(error);
  }
}

/** The problem of a response that needs no look at its body. */
function rejectEarly({ status, headers }: Response): ProblemText | null {
  if (status >= 300 && status < 400) return REDIRECTED;
  return Number(headers.get('content-length') ?? 0) > MAX_ANSWER ? TOO_LARGE : null;
}

/** The body: a short one as a whole, a long one as a stream. */
async function responseBody(
  body: CheckedBody,
  onTruncated: (problem: ProblemText) => void,
): Promise<BodyInit> {
  const buffered: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  while (size < BUFFERED) {
    const chunk = await body.next();
    if (chunk === null) return buffered.length === 1 ? (buffered[0] ?? '') : new Blob(buffered);
    buffered.push(chunk);
    size += chunk.byteLength;
  }
  // An identity stream of the platform: a write resolves when the client has read it, which gives back-pressure.
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  pipe(buffered, body, writable.getWriter()).catch((error: unknown) => {
    body.stop();
    if (error instanceof UpstreamError) onTruncated(error.problem);
  });
  return readable;
}

/** Writes the buffered and the remaining chunks; a failure aborts the output as well. */
async function pipe(
  buffered: Uint8Array[],
  body: CheckedBody,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<void> {
  try {
    for (let chunk: Uint8Array | null | undefined; ; ) {
      chunk = buffered.shift() ?? (await body.next());
      if (chunk === null) return await writer.close();
      await writer.write(chunk);
    }
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}

function problemIn(error: unknown): ProblemText {
  return error instanceof UpstreamError ? error.problem : UNREACHABLE;
}
