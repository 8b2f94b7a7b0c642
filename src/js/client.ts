// The API client: the official TypeScript SDK's paths and argument order, one call each on a shared transport.

import { Addressing, Resource } from './resources.js';
import type { ByoipOptions } from './settings.js';
import { Transport } from './transport.js';

export { ApiError, HttpStatusError } from './api-error.js';
export type {
  AccountParams,
  Addressing,
  BgpPrefixes,
  Prefixes,
  PrefixParams,
  ServiceBindings,
  Services,
} from './resources.js';
export { API_BASE_URL, type ByoipOptions, type CallEvent, DEFAULT_TIMEOUT } from './settings.js';
export type { CallOptions } from './transport.js';

/**
 * A client of the addressing API.
 *
 * Every method answers with a promise, sends one request, and rejects with a `ByoipError`: `id-…` for an id that was
 * never sent, `setting-missing`, `network-failed`, `timed-out`, `aborted`, `redirected`, `http-status`, `api-failure`
 * (an `ApiError`; also for HTTP 200 with `success: false`), or a code of the core (`json-…`, `envelope-…`) for an answer that is not
 * what the API promises. A list without `result` is such an answer: it is never taken for an empty one.
 *
 * @example
 * ```ts
 * const client = new Byoip({ apiToken, accountId });
 * const bindings = await client.addressing.prefixes.serviceBindings.list(prefixId);
 * ```
 */
export class Byoip {
  readonly addressing: Addressing;

  /** Throws `setting-missing` where a setting is missing or cannot be used. */
  constructor(options: ByoipOptions) {
    this.addressing = new Addressing(new Resource(new Transport(options), options.accountId));
  }
}
