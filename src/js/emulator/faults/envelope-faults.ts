// Responses that deviate from the schema in messages, errors, unimportant fields or `result_info`.

type Body = Readonly<Record<string, unknown>>;

interface ChangedList {
  readonly result: readonly unknown[];
  readonly result_info: object;
}

/** An error for a malformed credential, with the details in its chain. */
export function credentialChain(): Response {
  const error_chain = [
    { code: 6111, message: 'Invalid format for Authorization header' },
    { code: 6103, message: 'Invalid format for X-Auth-Key header' },
  ];
  const errors = [{ code: 6003, message: 'Invalid request headers', error_chain }];
  return json(400, { errors, messages: [], result: null, success: false });
}

/** Throttling as the second error. */
export function throttled(status: number): Response {
  const errors = [
    { code: 10001, message: 'internal error' },
    { code: 10040, message: 'rate limited' },
  ];
  return json(status, { errors, messages: [], result: null, success: false });
}

/** A failure whose errors are a string, a null, an object without code, and one with a code below 1000. */
export function oddErrors(): Response {
  const errors = ['the block is reserved', null, { message: 'ask support' }, { code: 7, message: 'no' }];
  return json(400, { errors, messages: ['see the documentation'], result: null, success: false });
}

/** A failure whose `errors` is a string. */
export function textErrors(): Response {
  return json(400, { errors: 'the block is reserved', success: false });
}

/** A string, a null and an object without code among the messages. */
export function withOddMessages(answer: Response): Promise<Response> {
  const messages = ['this endpoint moves soon', null, { message: 'no code' }, { code: 12, message: 'low' }];
  return changeBody(answer, (body) => ({ ...body, messages }));
}

/** Without errors and messages. */
export function withoutErrors(answer: Response): Promise<Response> {
  return changeBody(answer, ({ errors: _, messages: __, ...body }) => body);
}

/** Fields of wrong types in every resource: empty times, numbers as text, states as text. */
export function withOddFields(answer: Response): Promise<Response> {
  return changeBody(answer, (body) => {
    const { result } = body;
    if (typeof result !== 'object' || result === null) return body;
    return { ...body, result: Array.isArray(result) ? result.map(oddResource) : oddResource(result) };
  });
}

function oddResource(resource: object): object {
  const odd = Object.entries(resource).map(([key, value]) => [key, oddValue(key, value)]);
  return Object.fromEntries(odd);
}

function oddValue(key: string, value: unknown): unknown {
  if (key === 'modified_at') return '';
  if (key === 'asn') return String(value);
  if (key !== 'provisioning' || typeof value !== 'object' || value === null) return value;
  return 'state' in value ? value.state : value;
}

/** A list whose `result_info` confirms that it is complete. */
export function wholeList(answer: Response): Promise<Response> {
  return changeList(answer, (result) => ({
    result,
    result_info: {
      page: 1,
      per_page: 100,
      count: result.length,
      total_count: result.length,
      total_pages: 1,
    },
  }));
}

/** A list without its last entry, with the full `total_count`; for an empty list the count is 1. */
export function partialList(answer: Response): Promise<Response> {
  return changeList(answer, (all) => {
    const result = all.slice(0, -1);
    const total_count = Math.max(all.length, 1);
    return { result, result_info: { page: 1, per_page: 100, count: result.length, total_count } };
  });
}

/** A list without its last entry, which does not say so. */
export function shortList(answer: Response): Promise<Response> {
  return changeBody(answer, (body) => {
    const { result, result_info: info } = body;
    if (!Array.isArray(result)) return body;
    const count = Math.max(0, result.length - 1);
    const counts = typeof info === 'object' ? { result_info: { ...info, count, total_count: count } } : {};
    return { ...body, result: result.slice(0, count), ...counts };
  });
}

/** The first of three pages. */
export function firstPage(answer: Response): Promise<Response> {
  return changeList(answer, (all) => {
    const result = all.slice(0, 1);
    return { result, result_info: { page: 1, per_page: 1, count: result.length, total_pages: 3 } };
  });
}

/** A list with a cursor to the next page. */
export function withCursor(answer: Response): Promise<Response> {
  return changeList(answer, (all) => {
    const result = all.slice(0, 1);
    return { result, result_info: { count: result.length, cursors: { after: 'bmV4dA==' } } };
  });
}

/** Changes a success with a list, also of Magic routes, and leaves other responses unchanged. */
function changeList(answer: Response, change: (list: readonly unknown[]) => ChangedList): Promise<Response> {
  return changeBody(answer, (body) => {
    const { result } = body;
    if (Array.isArray(result)) return { ...body, ...change(result) };
    if (typeof result !== 'object' || result === null || !('routes' in result)) return body;
    const { result: routes, result_info } = change(Array.isArray(result.routes) ? result.routes : []);
    return { ...body, result: { ...result, routes }, result_info };
  });
}

async function changeBody(answer: Response, change: (body: Body) => Body): Promise<Response> {
  const body = (await answer.json()) as Body;
  return json(answer.status, body.success === true ? change(body) : body, answer.headers);
}

function json(
  status: number,
  body: Body,
  headers: Headers | Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Response {
  return new Response(JSON.stringify(body), { status, headers });
}
