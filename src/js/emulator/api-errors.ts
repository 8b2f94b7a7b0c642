// The errors that the emulator can return: code, message and status, and the source of each.

/** The source of a code, message or status: Cloudflare's documentation, an observed response, or an assumption. */
export type Known = 'documented' | 'observed' | 'assumed';

/** An error of the API. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
  readonly status: number;
  readonly codeKnown: Known;
  readonly messageKnown: Known;
  readonly statusKnown: Known;
  /** Headers of the response. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The errors by name. Most HTTP statuses are assumptions (see `statusKnown`), which the option `statuses` can change.
 */
export const REFUSALS = {
  'not-found': refusal(1000, 'not_found', 404, 'observed', 'observed'),
  'no-such-binding': refusal(1002, 'not_found', 404, 'observed', 'assumed'),
  'no-such-bgp-prefix': refusal(1002, 'not_found', 404, 'observed', 'assumed'),
  forbidden: refusal(1002, 'forbidden', 403, 'observed', 'observed'),
  'bad-cidr': refusal(1001, 'invalid_network_cidr', 400, 'observed', 'observed'),
  'bad-body': refusal(1001, 'invalid_request_body', 400, 'assumed', 'assumed'),
  'unsupported-binding': refusal(1003, 'unsupported_binding_configuration', 400, 'observed', 'assumed'),
  'prefix-not-approved': refusal(1003, 'prefix_not_valid_and_approved', 400, 'assumed', 'documented'),
  'default-in-use': refusal(1003, 'default_binding_in_use', 400, 'assumed', 'assumed'),
  'default-advertised': refusal(1003, 'default_binding_advertised', 400, 'assumed', 'assumed'),
  'no-default-deployed': refusal(1003, 'incomplete_bgp_deployment', 400, 'assumed', 'documented'),
  'default-deploying': refusal(1003, 'advertise_state_locked', 400, 'assumed', 'documented'),
  'no-such-account-prefix': refusal(1003, 'nonexistent_account_prefix', 400, 'observed', 'assumed'),
  'bgp-prefix-outside': refusal(1003, 'bgp_prefix_outside_prefix', 400, 'assumed', 'assumed'),
  'bgp-prefix-too-small': refusal(1003, 'prefix_too_small', 400, 'assumed', 'assumed'),
  'bgp-prefix-exists': refusal(1003, 'bgp_prefix_exists', 400, 'assumed', 'assumed'),
  'bgp-prefix-advertised': refusal(1003, 'bgp_prefix_advertised', 400, 'assumed', 'assumed'),
  'advertisement-changed': refusal(1003, 'advertisement_changed_recently', 400, 'assumed', 'assumed'),
  'bad-delegated-account': refusal(1001, 'invalid_delegated_account', 400, 'observed', 'assumed'),
  'delegation-outside': refusal(1003, 'delegation_outside_prefix', 400, 'assumed', 'assumed'),
  'delegation-exists': refusal(1003, 'delegation_exists', 400, 'assumed', 'assumed'),
  'magic-not-onboarded': refusal(1012, 'account_not_onboarded', 400, 'observed', 'assumed'),
  'binding-exists': {
    ...refusal(1108, 'conflict: binding already exists for CIDR', 409, 'documented', 'documented'),
    statusKnown: 'documented',
    // Without this header the official SDKs retry any 409.
    headers: { 'x-should-retry': 'false' },
  },
  'no-route': refusal(7003, 'No route for the URI', 404, 'documented', 'documented'),
  // Not of the API: for a base URL without the path of the API.
  'no-base-path': refusal(
    7003,
    'No route for the URI: the base URL of the emulator ends with /client/v4',
    404,
    'assumed',
    'assumed',
  ),
  'bad-route': refusal(7003, 'Invalid request: invalid route', 400, 'observed', 'observed'),
  'method-not-allowed': refusal(10405, 'method not allowed', 405, 'observed', 'assumed'),
  'not-emulated': {
    ...refusal(7003, 'the API has this operation, the emulator does not', 501, 'assumed', 'assumed'),
    headers: { 'x-should-retry': 'false' },
  },
  'rate-limited': {
    ...refusal(971, 'Please wait and consider throttling your request speed', 429, 'observed', 'assumed'),
    statusKnown: 'documented',
  },
  'no-credentials': {
    ...refusal(9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers', 400, 'observed', 'assumed'),
    statusKnown: 'observed',
  },
  'bad-auth-headers': {
    ...refusal(6003, 'Invalid request headers', 400, 'observed', 'assumed'),
    statusKnown: 'observed',
  },
  'not-authorised': refusal(10000, 'Authentication error', 403, 'observed', 'assumed'),
} as const satisfies Readonly<Record<string, Refusal>>;

/** The name of an error. */
export type RefusalName = keyof typeof REFUSALS;

/** Other statuses for errors whose real status is not documented. */
export type Statuses = Readonly<Partial<Record<RefusalName, number>>>;

/** The refusal of one request. */
export interface Refused {
  readonly refusal: RefusalName;
  /** A value that the API appends to the message. */
  readonly detail?: string;
  /** Further headers of the response. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Refuses a request. */
export function refuse(name: RefusalName, more: Omit<Refused, 'refusal'> = {}): Refused {
  return { refusal: name, ...more };
}

/** True for a refusal. */
export function isRefused(value: object): value is Refused {
  return 'refusal' in value;
}

function refusal(
  code: number,
  message: string,
  status: number,
  codeKnown: Known,
  messageKnown: Known,
): Refusal {
  return { code, message, status, codeKnown, messageKnown, statusKnown: 'assumed' };
}
