// `GET /api/openapi.json`: the table of routes as an OpenAPI document.

import { CONFIRM_HEADER } from './guard.js';
import { idPattern, isServed, type Route } from './route.js';

/** The route of the document. `routes`: the table, which has this route in it. */
export function openApi(routes: () => readonly Route[]): Route {
  return {
    name: 'openapi',
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    kind: 'public',
    handle: ({ env }) => Response.json(documentOf(routes().filter((route) => isServed(route, env)))),
  };
}

const PROBLEM = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'help', 'id'],
      properties: Object.fromEntries(
        ['code', 'message', 'help', 'id'].map((name) => [name, { type: 'string' }]),
      ),
    },
  },
};

function documentOf(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const methods = paths[route.path] ?? {};
    methods[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = methods;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'The Worker of byoip', version: '1' },
    servers: [{ url: '/api' }],
    paths,
    components: { schemas: { Problem: PROBLEM } },
  };
}

function operationOf({ name, summary, path, kind, confirms, query, body }: Route): object {
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, id = '']) => parameter('path', id, `^(?:${idPattern(id)})$`)),
    ...Object.entries(query ?? {}).map(([key, { source }]) => parameter('query', key, source)),
    ...(kind === 'write' && confirms !== false
      ? [parameter('header', CONFIRM_HEADER, '^sha256:[0-9a-f]{64}$')]
      : []),
  ];
  return {
    operationId: name,
    summary,
    parameters,
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            description: `At most ${body.limit} bytes`,
            content: { [body.type]: {} },
          },
        }),
    responses: {
      '2XX': { description: 'The result', content: { 'application/json': {} } },
      default: {
        description: 'A problem: what is wrong, and how to fix it',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function parameter(place: 'path' | 'query' | 'header', name: string, pattern: string): object {
  return { in: place, name, required: true, schema: { type: 'string', pattern } };
}
