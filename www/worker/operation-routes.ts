// The routes of the API's operations: the reads, and the writes that a run sends.

import { isByoipError, type Operation, type RequestFacts, request as requestOf } from 'byoip';
import { OPERATIONS } from '../../src/js/entry/operations.js';
import type { ProblemText } from './problem.js';
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
        handle: (asked) => forward(operation, fields ?? [], asked),
      },
    ];
  },
);

async function forward(
  operation: Operation,
  fields: readonly string[],
  asked: RouteRequest,
): Promise<RouteAnswer> {
  const values = fields.length === 0 ? {} : readBody(asked.body, fields);
  if (values === null) return bodyInvalid(`the body is not a JSON object of ${fields.join(', ')}`);
  const facts = Object.fromEntries([...Object.entries(asked.ids), ...Object.entries(values)].map(camelCase));
  try {
    // The package builds the request, and checks what it is made of.
    const built = requestOf({ ...facts, operation } as RequestFacts);
    return await askUpstream(asked.env, { ...built, token: asked.token }, asked.onTruncated);
  } catch (error) {
    if (!isByoipError(error)) throw error;
    return bodyInvalid(error.message);
  }
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
