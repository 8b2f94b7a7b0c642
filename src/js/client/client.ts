// The API client, with the paths, arguments and options of the official TypeScript SDK, and with writes that are safe to retry.

import { Addressing, MagicTransit, Resource } from './resources.js';
import { type ByoipOptions, readSettings } from './settings.js';
import { Transport } from './transport.js';
import { setTransport } from './transport-of.js';

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
export type { CreateOptions } from './creates.js';
export type { Environment } from './environment.js';
export { DEFAULT_BUDGET } from './rate-limiter.js';
export type {
  AccountParams,
  Addressing,
  BgpPrefixCreateParams,
  BgpPrefixEditParams,
  BgpPrefixes,
  DelegationCreateParams,
  Delegations,
  MagicRoutes,
  MagicTransit,
  PrefixEditParams,
  Prefixes,
  PrefixParams,
  ServiceBindingCreateParams,
  ServiceBindings,
  Services,
} from './resources.js';
export type { Reply } from './response.js';
export {
  API_BASE_URL,
  type ByoipOptions,
  type CallEvent,
  DEFAULT_LOOK_SPACING,
  DEFAULT_LOOKS,
  DEFAULT_MAX_RETRIES,
  DEFAULT_MAX_WAIT,
  DEFAULT_TIMEOUT,
} from './settings.js';
export type { CallOptions } from './transport.js';

/**
 * A client of the addressing API.
 *
 * A call ends with its result or with a `ByoipError`: `outcome` says what happened to the request, and `retryable` whether the
 * same call may succeed later. An error about a request is an `APIError` of the class for its status, as in the official SDK.
 * The client retries reads, and a validation. It retries any other write only after it has read back whether the write was carried
 * out. A list without `result` is an error, never an empty list.
 *
 * @example
 * ```ts
 * const client = new Byoip({ apiToken, accountId });
 * for await (const binding of client.addressing.prefixes.serviceBindings.list(prefixId)) console.log(binding.cidr);
 * ```
 */
export class Byoip {
  readonly addressing: Addressing;
  readonly magicTransit: MagicTransit;

  /**
   * Settings that are not given come from the environment, where one exists. Throws `setting-missing` for a required setting
   * and `setting-invalid` for an unusable one.
   */
  constructor(options: ByoipOptions = {}) {
    const settings = readSettings(options);
    const transport = new Transport(settings);
    setTransport(this, transport);
    const resource = new Resource(transport, settings.accountId);
    this.addressing = new Addressing(resource);
    this.magicTransit = new MagicTransit(resource);
  }
}
