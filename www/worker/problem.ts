// The problems that the Worker reports: code, message and help as JSON, with an id for the log.

/** The codes of problems. Append only. */
export type ProblemCode =
  | 'setting-missing'
  | 'setting-invalid'
  | 'not-found'
  | 'method-not-allowed'
  | 'cross-site'
  | 'token-missing'
  | 'account-not-served'
  | 'prefix-not-served'
  | 'identity-missing'
  | 'identity-invalid'
  | 'identity-unverifiable'
  | 'rate-limited'
  | 'confirmation-missing'
  | 'content-type'
  | 'body-too-large'
  | 'body-invalid'
  | 'query-invalid'
  | 'watch-off'
  | 'watch-not-started'
  | 'snapshot-not-found'
  | 'snapshots-not-comparable'
  | 'address-invalid'
  | 'too-many-prefixes'
  | 'upstream-refused'
  | 'upstream-unreachable'
  | 'upstream-timed-out'
  | 'upstream-redirected'
  | 'upstream-not-json'
  | 'upstream-too-large'
  | 'upstream-echoes-token'
  | 'run-invalid'
  | 'not-confirmed'
  | 'plan-refused'
  | 'plan-changed'
  | 'prefix-in-run'
  | 'run-command-unfit'
  | 'run-finished'
  | 'run-unreadable'
  | 'upstream-failed'
  | 'internal';

/** A problem before it has an id. */
export interface ProblemText {
  readonly status: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly help: string;
  /** Headers of the response. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** True for a problem. */
export function isProblem(value: object): value is ProblemText {
  return 'status' in value && 'code' in value && 'help' in value;
}

/** The response for a problem; `id` is random and in the log. It contains no stack and nothing of the request. */
export function problemResponse({ status, code, message, help, headers }: ProblemText, id: string): Response {
  return Response.json({ error: { code, message, help, id } }, { status, headers: { ...headers } });
}
