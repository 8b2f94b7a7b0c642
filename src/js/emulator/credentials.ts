// Reads credentials from the headers of a request. The emulator accepts any well-formed ones, unless `authorise` refuses them.

import { type Refused, refuse } from './api-errors.js';

/** The credentials of a request. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'key'; readonly email: string; readonly key: string };

/** The part of `Headers` that is used here. */
export interface HeaderSource {
  get(name: string): string | null;
}

/** The credentials, or a refusal where they are missing or malformed. */
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
