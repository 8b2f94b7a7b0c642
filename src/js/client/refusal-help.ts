// What to do about a refusal of the API, by its class.

import type { ErrorClass } from '../wasm/exchange.js';

const PERMISSION =
  'a token needs the permission `IP Prefixes: Read`, or `Write` to change something, on the account of the call';
const SEE_ERRORS = 'see the `errors` of this error for everything the API reported';

/** The suggested fix for a refusal. */
export function refusalHelp(kind: ErrorClass): string {
  const help: Readonly<Record<ErrorClass, string>> = {
    gateway: 'try again later; before you send a write again, check whether it was carried out',
    throttled: 'wait before the next call: the API allows 1,200 calls in five minutes',
    unauthenticated: 'try again: the API could not check the credentials this time',
    authentication: `try again with fewer calls at once, since the API also sends this error for valid tokens; if it persists, check the credentials: ${PERMISSION}`,
    'credential-malformed':
      'check the format of the token or key, not its permissions: copy it again, without quotes, `Bearer`, spaces and line ends',
    'credential-refused': `check the credentials: ${PERMISSION}`,
    forbidden: `check the permissions: ${PERMISSION}; the resource may exist and be hidden from this token`,
    'no-route':
      'check the base URL and the ids: the API has no such path, which does not mean that the resource is missing',
    exists: SEE_ERRORS,
    'not-found':
      'check the ids: an id belongs to one account, and a resource that is created again has a new id',
    unclear: SEE_ERRORS,
    refused: SEE_ERRORS,
  };
  return help[kind];
}
