// Every refusal that the emulator knows: code, message, status, and how each of them is known.

/** How a code, a message or a status is known: written by Cloudflare, seen on the wire, or assumed here. */
export type Known = 'documented' | 'observed' | 'assumed';

/** One way of being refused. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
  readonly status: number;
  readonly codeKnown: Known;
  readonly messageKnown: Known;
  readonly statusKnown: Known;
  /** Sent with the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The refusals by name. The HTTP status of almost all of them is recorded nowhere: `statusKnown` says so, and the
 * `statuses` option changes it.
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
  'binding-exists': {
    ...refusal(1108, 'conflict: binding already exists for CIDR', 409, 'documented', 'documented'),
    statusKnown: 'documented',
    // The official SDKs repeat any 409 unless they are told not to.
    headers: { 'x-should-retry': 'false' },
  },
  'no-route': refusal(7003, 'No route for the URI', 404, 'documented', 'documented'),
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

/** The name of a refusal. */
export type RefusalName = keyof typeof REFUSALS;

/** Status changes for refusals whose real status nobody has recorded. */
export type Statuses = Readonly<Partial<Record<RefusalName, number>>>;

/** A refusal in answer to one request. */
export interface Refused {
  readonly refusal: RefusalName;
  /** Appended to the message, where the API names the value. */
  readonly detail?: string;
  /** Sent with the answer, besides those of the refusal. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Says no. */
export function refuse(name: RefusalName, more: Omit<Refused, 'refusal'> = {}): Refused {
  return { refusal: name, ...more };
}

/** True where an operation said no. */
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
