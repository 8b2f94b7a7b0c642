// One exchange with the API: builds the request, reads the response within limits, checks it, and forwards it.

import type { Env } from './env.js';
import { isProblem, type ProblemText } from './problem.js';
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
  const signal = AbortSignal.timeout(env.upstreamTimeout);
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
      signal,
    });
    const chunks = await readAnswer(answer);
    if (isProblem(chunks)) return chunks;
    const text = envelopeText(chunks);
    if (text === null) return NOT_JSON;
    const own = env.own?.token ?? '';
    const isSecret = (shown: string) => own.length >= SHORTEST_TOKEN && shown.includes(own);
    // Those who sign in must not get to know the Worker's token.
    if (isSecret(text)) return ECHOES_TOKEN;
    const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' });
    for (const [name, value] of answer.headers) {
      if (FORWARDED_HEADERS.test(name) && !isSecret(value)) headers.set(name, value);
    }
    return new Response(text, { status: answer.status, headers });
  } catch {
    return signal.aborted ? TIMED_OUT : UNREACHABLE;
  }
}

/** The body, or why it is not read. */
async function readAnswer({ status, headers, body }: Response): Promise<readonly Uint8Array[] | ProblemText> {
  const isRedirect = status >= 300 && status < 400;
  if (isRedirect || Number(headers.get('content-length') ?? 0) > MAX_ANSWER) {
    await body?.cancel();
    return isRedirect ? REDIRECTED : TOO_LARGE;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER) return TOO_LARGE;
    chunks.push(chunk);
  }
  return chunks;
}

/** The text of a JSON object with a boolean `success`, which every response of the API is; `null` for anything else. */
function envelopeText(chunks: readonly Uint8Array[]): string | null {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
    const value: { readonly success?: unknown } | null = JSON.parse(text);
    return typeof value?.success === 'boolean' && Object.hasOwn(value, 'success') ? text : null;
  } catch {
    return null;
  }
}
