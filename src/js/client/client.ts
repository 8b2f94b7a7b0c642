// The API client: the official TypeScript SDK's paths, arguments and options, with writes that are safe to call.

import { Addressing, Resource } from './resources.js';
import { type ByoipOptions, readSettings } from './settings.js';
import { Transport } from './transport.js';

export {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  RuleError,
  UnprocessableEntityError,
} from './api-error.js';
export type { ApiPromise, ListPromise } from './api-promise.js';
export type { Clock } from './clock.js';
export type { Environment } from './environment.js';
export { DEFAULT_BUDGET } from './rate-limiter.js';
export type {
  AccountParams,
  Addressing,
  BgpPrefixEditParams,
  BgpPrefixes,
  Prefixes,
  PrefixParams,
  ServiceBindingCreateParams,
  ServiceBindings,
  Services,
} from './resources.js';
export type { Reply } from './response.js';
export { DEFAULT_MAX_RETRIES, DEFAULT_MAX_WAIT } from './retry.js';
export {
  API_BASE_URL,
  type ByoipOptions,
  type CallEvent,
  DEFAULT_LOOK_SPACING,
  DEFAULT_LOOKS,
  DEFAULT_TIMEOUT,
} from './settings.js';
export type { CallOptions } from './transport.js';
export type { CreateOptions } from './writes/create-binding.js';

/**
 * A client of the addressing API.
 *
 * A call ends with its result or with a `ByoipError` that says by `outcome` what became of the request, and by `retryable`
 * whether the same call may succeed later. Where a request was sent, or the way to it failed, it is an `APIError` of
 * the class of its status, as in the official SDK. Reads are tried again; a write is tried again only after the client has looked whether
 * it was carried out. A list without `result` is an error: it is never taken for an empty one.
 *
 * @example
 * ```ts
 * const client = new Byoip({ apiToken, accountId });
 * for await (const binding of client.addressing.prefixes.serviceBindings.list(prefixId)) console.log(binding.cidr);
 * ```
 */
export class Byoip {
  readonly addressing: Addressing;

  /**
   * Settings that are not given come from the environment, where there is one. Throws `setting-missing` for one that is
   * needed, `setting-invalid` for one that cannot be used.
   */
  constructor(options: ByoipOptions = {}) {
    const settings = readSettings(options);
    this.addressing = new Addressing(new Resource(new Transport(settings), settings.accountId));
  }
}
