// Our OpenAPI document: the operations of the table, with what Cloudflare documents of them, stricter where the emulator promises
// more. It also has the operations on the same paths that the emulator answers with 501.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type EmulatedOperation, OPERATIONS } from 'byoip/emulator';
import { type Args, argsOf, CALLS, idsOf, SCENARIO } from './scenario.js';

/** Where the document is written. */
export const DOCUMENT = resolve('target/tests/sdk/openapi.json');

type Schema = Readonly<Record<string, unknown>>;

interface Documented {
  readonly ids: Readonly<Record<string, Schema>>;
  readonly operations: Readonly<Record<string, DocumentedOperation>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

interface DocumentedOperation {
  readonly status: number;
  readonly body?: Schema;
  readonly result?: Schema;
  readonly result_info?: Schema;
}

const documented = JSON.parse(readFileSync('tests/sdk/documented-api.json', 'utf8')) as Documented;

/** Fields that the emulator leaves out at times, by the schema. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  // A regional binding has no service.
  service_binding: ['service_id', 'service_name'],
  magic_route: ['created_on', 'description', 'modified_on', 'scope', 'weight'],
};

/** What differs from the documentation, by the schema. */
const CHANGES: Readonly<Record<string, Schema>> = {
  // So that some generated blocks are valid.
  cidr: { pattern: '^[0-9A-Fa-f.:]+/[0-9]{1,3}$' },
  // Regional bindings have ids with hyphens.
  service_binding_identifier: { maxLength: 36 },
};

/** A schema in which every field is there and there are no others; a body stays as documented. */
function strict(schema: Schema, name = ''): Schema {
  const { properties, items, readOnly: _, ...rest } = schema;
  const isBody = name.includes('create') || name.includes('update');
  const id = name.endsWith('_identifier') ? { minLength: 1 } : {};
  const plain = { ...rest, ...id, ...CHANGES[name] };
  if (items !== undefined) return { ...plain, items: strict(items as Schema) };
  if (properties === undefined || isBody) return properties === undefined ? plain : { ...plain, properties };
  const fields = Object.entries(properties as Readonly<Record<string, Schema>>);
  const optional = OPTIONAL[name] ?? [];
  return {
    ...plain,
    properties: Object.fromEntries(fields.map(([key, field]) => [key, strict(field)])),
    required: fields.map(([key]) => key).filter((key) => !optional.includes(key)),
    additionalProperties: false,
  };
}

function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', ...strict({ properties }) };
}

const MESSAGES = (least: number): Schema => ({
  type: 'array',
  minItems: least,
  items: object({ code: { type: 'integer' }, message: { type: 'string' } }),
});

const REFUSAL = {
  success: { type: 'boolean', enum: [false] },
  errors: MESSAGES(1),
  messages: MESSAGES(0),
  result: { nullable: true, enum: [null] },
};

const response = (description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

/** A withdrawn BGP prefix that the seed lacks. */
export const SPARE_BGP_PREFIX = 'b9000000000000000000000000000001';

/** Resources that nothing else needs, for the first deletion of each kind. */
const SPARES: Args = {
  binding_id: 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f',
  bgp_prefix_id: SPARE_BGP_PREFIX,
  delegation_id: 'd933b1530bc56c9953cf8ce166da8004',
};

/** An id in the path, with an example that the emulator knows. */
function parameter(name: string, method: string, args: Args): Schema {
  const { [name]: value } = args;
  const isKnown = typeof value === 'string' && !value.startsWith('$');
  const example = isKnown ? value : method === 'DELETE' ? SPARES[name] : undefined;
  const known = example === undefined ? {} : { example };
  return { name, in: 'path', required: true, schema: documented.ids[name], ...known };
}

/** The calls that need the id in the result of this one. */
function linksOf(operation: EmulatedOperation): Schema {
  const followers = SCENARIO.flatMap((other) =>
    Object.entries(CALLS[other].args ?? {})
      .filter(([, value]) => value === `$${operation}`)
      .map(([name]) => ({ other, name })),
  );
  const links = followers.map(({ other, name }) => {
    const ids = ['account_id', ...idsOf(other)].map((id) => [
      id,
      id === name ? '$response.body#/result/id' : `$request.path.${id}`,
    ]);
    return [other, { operationId: other, parameters: Object.fromEntries(ids) }];
  });
  return Object.fromEntries(links);
}

function describe(method: string, path: string): Schema {
  const row = documented.operations[`${method} ${path}`];
  if (row === undefined) throw new Error(`Cloudflare documents no ${method} ${path}`);
  const operation = SCENARIO.find(
    (one) => OPERATIONS[one].method === method && OPERATIONS[one].path === path,
  );
  const args = operation === undefined ? {} : argsOf(operation, {});
  const ids =
    operation === undefined
      ? [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
      : ['account_id', ...idsOf(operation)];
  const example = Object.fromEntries(Object.entries(args).filter(([name]) => !ids.includes(name)));
  const { result, result_info: info } = row;
  const success = {
    success: { type: 'boolean', enum: [true] },
    errors: MESSAGES(0),
    messages: MESSAGES(0),
    ...(result === undefined ? {} : { result }),
    ...(info === undefined ? {} : { result_info: info }),
  };
  return {
    operationId: operation ?? `${method} ${path}`,
    parameters: ids.map((name) => parameter(name, method, args)),
    ...(row.body === undefined || operation === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: row.body, example } } } }),
    responses: {
      ...(operation === undefined
        ? { 501: response('The API has this operation, the emulator does not', object(REFUSAL)) }
        : { [row.status]: { ...response('Success', object(success)), links: linksOf(operation) } }),
      '4XX': response('Refused: `errors` has the reason', object(REFUSAL)),
    },
  };
}

/** Writes the document, and returns its path. */
export function writeDocument(): string {
  const emulated = new Set(Object.values(OPERATIONS).map(({ path }) => path as string));
  const paths: Record<string, Record<string, Schema>> = {};
  for (const key of Object.keys(documented.operations)) {
    const [method = '', path = ''] = key.split(' ');
    if (emulated.has(path)) paths[path] = { ...paths[path], [method.toLowerCase()]: describe(method, path) };
  }
  const document = {
    openapi: '3.0.3',
    info: { title: 'What the emulator serves of the API', version: '1' },
    servers: [{ url: 'https://api.cloudflare.com/client/v4' }],
    security: [{ token: [] }, { email: [], key: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        email: { type: 'apiKey', in: 'header', name: 'X-Auth-Email' },
        key: { type: 'apiKey', in: 'header', name: 'X-Auth-Key' },
      },
      schemas: Object.fromEntries(
        Object.entries(documented.schemas).map(([name, schema]) => [name, strict(schema, name)]),
      ),
    },
  };
  mkdirSync(dirname(DOCUMENT), { recursive: true });
  writeFileSync(DOCUMENT, `${JSON.stringify(document, null, 2)}\n`);
  return DOCUMENT;
}

const PATTERNS = SCENARIO.map((operation) => ({
  operation,
  method: OPERATIONS[operation].method as string,
  path: new RegExp(`^/client/v4${OPERATIONS[operation].path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** The operation that a request asks for; null where it is none of the table. */
export function operationOf(request: {
  readonly method: string;
  readonly url: string;
}): EmulatedOperation | null {
  const { pathname } = new URL(request.url);
  const found = PATTERNS.find(({ method, path }) => method === request.method && path.test(pathname));
  return found?.operation ?? null;
}
