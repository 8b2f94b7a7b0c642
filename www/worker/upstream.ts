// One exchange with the API: builds the request, reads the response within limits, checks it, and forwards it.

import type { Env } from './env.js';
import type { ProblemText } from './problem.js';
import {
  ECHOES_TOKEN,
  MAX_ANSWER,
  NOT_JSON,
  REDIRECTED,
  TIMED_OUT,
  TOO_LARGE,
  UNREACHABLE,
} from './upstream-problems.js';

/** Shortest token to search for: a shorter one can be in a response by chance. Tokens of Cloudflare have 40 characters. */
const SHORTEST_TOKEN = 16;

const FORWARDED_HEADERS = /^(retry-after|ratelimit.*|cf-ray)$/;

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
 * client gets only the status, the JSON and a few headers, once all of it has arrived and is an envelope.
 */
export async function askUpstream(
  env: Env,
  { method, path, body, token }: UpstreamRequest,
): Promise<Response | ProblemText> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), env.upstreamTimeout);
  try {
    const answer = await fetch(env.upstream + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'user-agent': 'byoip-worker',
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      body,
      redirect: 'manual',
      signal: stop.signal,
    });
    const bytes = await readAnswer(answer);
    if (!(bytes instanceof Uint8Array)) return bytes;
    const text = envelopeText(bytes);
    if (text === null) return NOT_JSON;
    const own = env.own?.token ?? '';
    const isSecret = (shown: string) => own.length >= SHORTEST_TOKEN && shown.includes(own);
    // Those who sign in must not get to know the Worker's token.
    if (isSecret(text)) return ECHOES_TOKEN;
    const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' });
    for (const [name, value] of answer.headers) {
      if (FORWARDED_HEADERS.test(name) && !isSecret(value)) headers.set(name, value);
    }
    return new Response(bytes, { status: answer.status, headers });
  } catch {
    return stop.signal.aborted ? TIMED_OUT : UNREACHABLE;
  } finally {
    clearTimeout(timer);
  }
}

/** The body, or why it is not read. */
async function readAnswer(answer: Response): Promise<Uint8Array<ArrayBuffer> | ProblemText> {
  const { status, headers, body } = answer;
  const isRedirect = status >= 300 && status < 400;
  const length = Number(headers.get('content-length') ?? Number.NaN);
  if (isRedirect || length > MAX_ANSWER) {
    await body?.cancel();
    return isRedirect ? REDIRECTED : TOO_LARGE;
  }
  // The length is that of the body, unless it is compressed.
  if (length >= 0 && !headers.has('content-encoding')) return new Uint8Array(await answer.arrayBuffer());
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER) return TOO_LARGE;
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The text of a JSON object with a boolean `success`, which every response of the API is; `null` for anything else. */
function envelopeText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: { readonly success?: unknown } | null = JSON.parse(text);
    return typeof value?.success === 'boolean' && Object.hasOwn(value, 'success') ? text : null;
  } catch {
    return null;
  }
}
