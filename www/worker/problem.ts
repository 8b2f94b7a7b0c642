// A problem as the Worker tells it: code, message and cure as JSON, with an id to find it in the log by.

/** The codes that the Worker answers with. Append only. */
export type ProblemCode =
  | 'setting-missing'
  | 'setting-invalid'
  | 'not-found'
  | 'method-not-allowed'
  | 'cross-site'
  | 'token-missing'
  | 'account-not-served'
  | 'upstream-unreachable'
  | 'upstream-timed-out'
  | 'upstream-redirected'
  | 'upstream-not-json'
  | 'upstream-too-large'
  | 'internal';

/** A problem before it has an id. */
export interface ProblemText {
  readonly status: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly help: string;
  /** Sent with it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** True for a problem, where something else was hoped for. */
export function isProblem(value: object): value is ProblemText {
  return 'status' in value && 'code' in value && 'help' in value;
}

/** The answer; `id` is random, and in the log. No stack, nothing of the request. */
export function problemResponse({ status, code, message, help, headers }: ProblemText, id: string): Response {
  return Response.json({ error: { code, message, help, id } }, { status, headers: { ...headers } });
}
