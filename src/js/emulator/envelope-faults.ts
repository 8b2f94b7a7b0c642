// Answers whose decoration is not what the schema says: messages, errors, fields that decide nothing, `result_info`.

type Body = Readonly<Record<string, unknown>>;

/** A malformed credential, named in the chain of another error. */
export function credentialChain(): Response {
  const error_chain = [
    { code: 6111, message: 'Invalid format for Authorization header' },
    { code: 6103, message: 'Invalid format for X-Auth-Key header' },
  ];
  const errors = [{ code: 6003, message: 'Invalid request headers', error_chain }];
  return json(400, { errors, messages: [], result: null, success: false });
}

/** Throttling that is not the first of the errors. */
export function throttled(status: number): Response {
  const errors = [
    { code: 10001, message: 'internal error' },
    { code: 10040, message: 'rate limited' },
  ];
  return json(status, { errors, messages: [], result: null, success: false });
}

/** A failure with a bare string, a null, an item without code, and a code below 1000. */
export function oddErrors(): Response {
  const errors = ['the block is reserved', null, { message: 'ask support' }, { code: 7, message: 'no' }];
  return json(400, { errors, messages: ['see the documentation'], result: null, success: false });
}

/** A failure whose errors are one text. */
export function textErrors(): Response {
  return json(400, { errors: 'the block is reserved', success: false });
}

/** A bare string, a null and an item without code among the messages. */
export function withOddMessages(answer: Response): Promise<Response> {
  const messages = ['this endpoint moves soon', null, { message: 'no code' }, { code: 12, message: 'low' }];
  return changeBody(answer, (body) => ({ ...body, messages }));
}

/** Neither errors nor messages. */
export function withoutErrors(answer: Response): Promise<Response> {
  return changeBody(answer, ({ errors: _, messages: __, ...body }) => body);
}

/** Fields of another type than the schema's, in every noun: times that are empty, numbers and states as text. */
export function withOddFields(answer: Response): Promise<Response> {
  return changeBody(answer, (body) => {
    const { result } = body;
    if (typeof result !== 'object' || result === null) return body;
    return { ...body, result: Array.isArray(result) ? result.map(oddNoun) : oddNoun(result) };
  });
}

function oddNoun(noun: object): object {
  const odd = Object.entries(noun).map(([key, value]) => [key, oddValue(key, value)]);
  return Object.fromEntries(odd);
}

function oddValue(key: string, value: unknown): unknown {
  if (key === 'modified_at') return '';
  if (key === 'asn') return String(value);
  if (key !== 'provisioning' || typeof value !== 'object' || value === null) return value;
  return 'state' in value ? value.state : value;
}

/** A list that says that it is whole. */
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

/** A list without its last entry that counts it in `total_count`; an empty one says that there is one. */
export function partialList(answer: Response): Promise<Response> {
  return changeList(answer, (all) => {
    const result = all.slice(0, -1);
    const total_count = Math.max(all.length, 1);
    return { result, result_info: { page: 1, per_page: 100, count: result.length, total_count } };
  });
}

/** The first of three pages. */
export function firstPage(answer: Response): Promise<Response> {
  return changeList(answer, (all) => {
    const result = all.slice(0, 1);
    return { result, result_info: { page: 1, per_page: 1, count: result.length, total_pages: 3 } };
  });
}

/** A list that goes on behind a cursor. */
export function withCursor(answer: Response): Promise<Response> {
  return changeList(answer, (all) => {
    const result = all.slice(0, 1);
    return { result, result_info: { count: result.length, cursors: { after: 'bmV4dA==' } } };
  });
}

/** Changes a success whose result is a list, and leaves everything else as it is. */
function changeList(answer: Response, change: (result: readonly unknown[]) => Body): Promise<Response> {
  return changeBody(answer, (body) =>
    Array.isArray(body.result) ? { ...body, ...change(body.result) } : body,
  );
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
