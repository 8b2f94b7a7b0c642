// One exchange with the API: the request written from scratch, the answer read within limits and written anew.

import type { Env } from './env.js';
import type { ProblemText } from './problem.js';

/** Largest answer that is read, bytes after decompression, counted as they come. */
export const MAX_ANSWER = 8 * 1024 * 1024;

const PASSED_BACK = /^(retry-after|ratelimit.*|cf-ray)$/;

/**
 * Asks the API for `path`, a path that the route table has written. Nothing of the client's request is passed on but
 * the token; nothing of the answer is passed back but status, JSON and a few headers.
 */
export async function askUpstream(
  env: Env,
  path: string,
  authorization: string,
): Promise<Response | ProblemText> {
  const stop = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop.abort();
  }, env.upstreamTimeout);
  const stopped = new Promise<ProblemText>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve(TIMED_OUT), { once: true });
  });
  try {
    return await Promise.race([exchange(env.upstream + path, authorization, stop.signal), stopped]);
  } catch {
    return late ? TIMED_OUT : UNREACHABLE;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

async function exchange(
  url: string,
  authorization: string,
  signal: AbortSignal,
): Promise<Response | ProblemText> {
  const answer = await fetch(url, {
    method: 'GET',
    headers: { authorization, accept: 'application/json', 'user-agent': 'byoip-worker' },
    redirect: 'manual',
    signal,
  });
  if (answer.status >= 300 && answer.status < 400) return REDIRECTED;
  const bytes = await readBounded(answer.body);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const text = rewrite(bytes);
  if (text === null) return NOT_JSON;
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' });
  for (const [name, value] of answer.headers) if (PASSED_BACK.test(name)) headers.set(name, value);
  return new Response(text, { status: answer.status, headers });
}

async function readBounded(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array | ProblemText> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_ANSWER) {
      reader.cancel().catch(() => {});
      return TOO_LARGE;
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** The envelope, parsed and written anew; `null` for bytes that are none. */
function rewrite(bytes: Uint8Array): string | null {
  try {
    // With `ignoreBOM` the mark stays in the text, and is no JSON.
    const envelope: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    );
    const whole = typeof envelope === 'object' && envelope !== null && 'success' in envelope;
    return whole && typeof envelope.success === 'boolean' ? JSON.stringify(envelope) : null;
  } catch {
    return null;
  }
}

const bad = (status: number, code: ProblemText['code'], message: string, help: string): ProblemText => ({
  status,
  code,
  message,
  help,
});

const UNREACHABLE = bad(
  502,
  'upstream-unreachable',
  'the API could not be reached',
  'try again; if it stays so, see https://www.cloudflarestatus.com, or whether the emulator still runs',
);
const TIMED_OUT = bad(
  504,
  'upstream-timed-out',
  'the API did not finish its answer in time',
  'try again in a while; reading twice does no harm',
);
const REDIRECTED = bad(
  502,
  'upstream-redirected',
  'the API answered with a redirect, which is never followed',
  'check the setting `UPSTREAM`: it has to be the base URL of the API itself',
);
const NOT_JSON = bad(
  502,
  'upstream-not-json',
  'the API answered with something that is not one of its JSON envelopes',
  'try again; if it stays so, check that the setting `UPSTREAM` is the base URL of the API',
);
const TOO_LARGE = bad(
  502,
  'upstream-too-large',
  `the answer of the API is larger than ${MAX_ANSWER} bytes`,
  'ask for a single prefix instead of a list',
);
