// The routes of the API's operations: the reads, and the writes that a run sends.

import { isByoipError, type Operation, type RequestFacts, request as requestOf } from 'byoip';
import { OPERATIONS } from '../../src/js/entry/operations.js';
import { isProblem, type ProblemText } from './problem.js';
import { forgetPrefix } from './resolve/account-tables.js';
import { type Route, type RouteAnswer, type RouteRequest, SMALL_BODY } from './route.js';
import { askUpstream } from './upstream.js';

/**
 * The writes, and the fields of their bodies. A run sends these and no others, so no others are routes: the Worker's token could
 * do more than anything that uses the Worker needs.
 */
const WRITES: Readonly<Partial<Record<Operation, readonly string[]>>> = {
  'create-binding': ['cidr', 'service_id'],
  'delete-binding': [],
  'create-bgp-prefix': ['cidr'],
  'edit-bgp-prefix': ['advertised', 'asn_prepend_count', 'auto_advertise_withdraw'],
  'create-delegation': ['cidr', 'delegated_account_id'],
};

export const OPERATION_ROUTES: readonly Route[] = Object.entries(OPERATIONS).flatMap(
  ([name, { method, path }]): readonly Route[] => {
    const operation = name as Operation;
    const fields = WRITES[operation];
    if (method !== 'GET' && fields === undefined) return [];
    return [
      {
        name,
        method,
        path,
        summary: `The operation ${name} of Cloudflare’s API`,
        kind: method === 'GET' ? 'read' : 'write',
        ...(fields === undefined || fields.length === 0
          ? {}
          : { body: { type: 'application/json', limit: SMALL_BODY } as const }),
        handle: (asked) => forward(operation, fields ?? null, asked),
      },
    ];
  },
);

/** `fields`: those of the body of a write; `null` for a read. */
async function forward(
  operation: Operation,
  fields: readonly string[] | null,
  asked: RouteRequest,
): Promise<RouteAnswer> {
  const names = fields ?? [];
  const values = names.length === 0 ? {} : readBody(asked.body, names);
  if (values === null) return bodyInvalid(`the body is not a JSON object of ${names.join(', ')}`);
  const facts = Object.fromEntries([...Object.entries(asked.ids), ...Object.entries(values)].map(camelCase));
  try {
    // The package builds the request, and checks what it is made of.
    const built = requestOf({ ...facts, operation } as RequestFacts);
    const answer = await askUpstream(asked.env, { ...built, token: asked.token });
    if (fields !== null) return afterWrite(answer, asked.ids.prefix_id ?? '');
    const served = asked.env.own?.prefixes ?? null;
    return operation === 'list-prefixes' && served !== null ? await onlyServed(answer, served) : answer;
  } catch (error) {
    if (!isByoipError(error)) throw error;
    return bodyInvalid(error.message);
  }
}

/** The answer to a write. Without one from the API the write may have been carried out. */
function afterWrite(answer: RouteAnswer, prefixId: string): RouteAnswer {
  forgetPrefix(prefixId);
  if (!isProblem(answer)) return answer;
  const help =
    'it is not known whether the API carried out the write: read the list before you send it again';
  return { ...answer, help };
}

/** A list of prefixes without those that the deployment does not serve. */
async function onlyServed(answer: RouteAnswer, served: ReadonlySet<string>): Promise<RouteAnswer> {
  if (isProblem(answer) || !answer.ok) return answer;
  // The body has been checked: it is an envelope.
  const envelope = (await answer.json()) as { readonly result?: unknown };
  const all = Array.isArray(envelope.result) ? envelope.result : [];
  const result = all.filter((one: unknown) => served.has(String(asObject(one)?.id)));
  return new Response(JSON.stringify({ ...envelope, result }), answer);
}

/** The fields of a body by the API's names, those of `on_demand` beside the others; `null` for any other body. */
function readBody(text: string, fields: readonly string[]): Readonly<Record<string, unknown>> | null {
  const body = parseObject(text);
  if (body === null) return null;
  const { on_demand: nested, ...plain } = body;
  const inner = nested === undefined ? {} : asObject(nested);
  const values = inner === null ? null : { ...plain, ...inner };
  return values !== null && Object.keys(values).every((name) => fields.includes(name)) ? values : null;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function camelCase([name, value]: readonly [string, unknown]): readonly [string, unknown] {
  return [name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), value];
}

function bodyInvalid(message: string): ProblemText {
  return {
    status: 400,
    code: 'body-invalid',
    message,
    help: 'correct the body; nothing was sent to the API',
  };
}
