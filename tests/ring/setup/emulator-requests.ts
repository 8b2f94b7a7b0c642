// Sends requests to an emulator and parses the responses.

import type { Emulator } from 'byoip/emulator';
import { SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';

export const ACCOUNT = `/accounts/${SEED_ACCOUNT_ID}/addressing`;
export const V4 = `${ACCOUNT}/prefixes/${SEED_PREFIXES.v4.id}`;
export const V6 = `${ACCOUNT}/prefixes/${SEED_PREFIXES.v6.id}`;
export const UNKNOWN_ID = '0'.repeat(32);

export interface Envelope {
  readonly errors: readonly { readonly code: number; readonly message: string }[];
  readonly messages: readonly unknown[];
  readonly result?: unknown;
  readonly success: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly envelope: Envelope;
}

/** Sends one request with a token, and reads the envelope. */
export async function ask(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: 'Bearer any-token' },
): Promise<Answer> {
  const payload = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const request = new Request(`https://api.cloudflare.com/client/v4${path}`, { method, headers, ...payload });
  const response = await emulator.fetch(request);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, envelope: JSON.parse(text) };
}

/** Status, code and message of a refusal. */
export function refusal({
  status,
  envelope,
}: Answer): readonly [number, number | undefined, string | undefined] {
  return [status, envelope.errors[0]?.code, envelope.errors[0]?.message];
}
