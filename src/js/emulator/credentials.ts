// Credentials as the API reads them from a request's headers; any that are well-formed will do, unless the caller is choosier.

import { type Refused, refuse } from './api-errors.js';

/** What a request identified itself with. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'key'; readonly email: string; readonly key: string };

/** Headers, as far as they are needed here. */
export interface HeaderSource {
  get(name: string): string | null;
}

/** Reads them; a refusal where there are none, or where they make no sense. */
export function readCredentials(headers: HeaderSource): Credentials | Refused {
  const authorization = headers.get('authorization');
  const email = headers.get('x-auth-email');
  const key = headers.get('x-auth-key');
  if (authorization !== null) {
    const token = /^Bearer ([!-~]+)$/i.exec(authorization)?.[1];
    return token === undefined ? refuse('bad-auth-headers') : { kind: 'token', token };
  }
  if (email !== null && email !== '' && key !== null && key !== '') return { kind: 'key', email, key };
  return refuse('no-credentials');
}
