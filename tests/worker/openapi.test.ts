// `/api/openapi.json` has exactly the routes of the deployment: what it names answers, and what it does not name is not found.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import { OPERATIONS } from '../../src/js/entry/operations.js';
import { reply, type ScriptedServer, scriptedServer, success } from '../ring/setup/scripted-server.js';
import { BRING, type Deployment, deploy, TOKEN } from './deployment.js';
import { deployBehind, openTeam, type Team } from './sign-in.js';

interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required: boolean;
  readonly schema: { readonly type: string; readonly pattern: string };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, object>> };
  readonly responses: Readonly<Record<string, object>>;
}

type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

let team: Team;
let upstream: ScriptedServer;

before(async () => {
  team = await openTeam();
  upstream = await scriptedServer(reply(200, success([])));
});
after(async () => {
  await upstream.close();
  await team.close();
});

async function documentOf(worker: Deployment, headers: Record<string, string>): Promise<Document> {
  const response = await worker.get('/api/openapi.json', headers);
  assert.equal(response.status, 200);
  const document = (await response.json()) as Document & { openapi: string; servers: object };
  assert.equal(document.openapi, '3.1.0');
  assert.deepEqual(document.servers, [{ url: '/api' }]);
  return document;
}

const routesOf = ({ paths }: Document): string[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

const WRITES = [
  'create-binding',
  'delete-binding',
  'create-bgp-prefix',
  'edit-bgp-prefix',
  'create-delegation',
] as const;
const READS = Object.values(OPERATIONS)
  .filter(({ method }) => method === 'GET')
  .map(({ path }) => `GET ${path}`);

test('it has every read of the API, the writes of a run unless READ_ONLY is set, and the routes of the mode', async () => {
  const ann = await team.signedIn();
  const own = await deployBehind(team, upstream, SEED_ACCOUNT_ID);
  const readOnly = await deployBehind(team, upstream, SEED_ACCOUNT_ID, { READ_ONLY: 'true' });
  const bring = await deploy({ ...BRING, UPSTREAM: upstream.url });
  const writes = WRITES.map((name) => `${OPERATIONS[name].method} ${OPERATIONS[name].path}`);
  const all = routesOf(await documentOf(own, ann));
  for (const route of [
    ...READS,
    ...writes,
    'GET /about',
    'GET /openapi.json',
    'GET /resolve',
    'POST /resolve',
  ]) {
    assert.ok(all.includes(route), route);
  }
  const forwarded = all.filter((route) => route.includes('/accounts/'));
  assert.deepEqual(forwarded.sort(), [...READS, ...writes].sort());
  const reads = routesOf(await documentOf(readOnly, ann));
  assert.deepEqual(reads.filter((route) => route.includes('/accounts/')).sort(), [...READS].sort());
  const brought = routesOf(await documentOf(bring, {}));
  assert.ok(brought.includes(writes[0] ?? '') && !brought.some((route) => route.endsWith('/resolve')));
  for (const worker of [own, readOnly, bring]) await worker.close();
});

test('each route that it names is served with the parameters that it names', async () => {
  const ann = await team.signedIn();
  for (const worker of [
    await deployBehind(team, upstream, SEED_ACCOUNT_ID),
    await deploy({ ...BRING, UPSTREAM: upstream.url, ACCOUNT_ID: SEED_ACCOUNT_ID }),
  ]) {
    const { paths } = await documentOf(worker, ann);
    const names = new Set<string>();
    for (const [template, methods] of Object.entries(paths)) {
      for (const [method, { operationId, summary, parameters, requestBody, responses }] of Object.entries(
        methods,
      )) {
        assert.ok(!names.has(operationId) && summary.length > 10 && 'default' in responses, operationId);
        names.add(operationId);
        const values: Readonly<Record<string, string>> = {
          account_id: SEED_ACCOUNT_ID,
          prefix_id: SEED_PREFIXES.v4.id,
          ip: '192.0.2.1',
          'x-byoip-confirm': `sha256:${'0'.repeat(64)}`,
        };
        const sample = ({ name }: Parameter): string => values[name] ?? '0123456789abcdef'.repeat(2);
        for (const parameter of parameters) {
          assert.ok(parameter.required && new RegExp(parameter.schema.pattern).test(sample(parameter)));
        }
        const places = (place: string): (readonly [string, string])[] =>
          parameters.filter((one) => one.in === place).map((one) => [one.name, sample(one)]);
        const path = places('path').reduce(
          (text, [name, value]) => text.replace(`{${name}}`, value),
          template,
        );
        assert.ok(!path.includes('{'), path);
        const query = new URLSearchParams(places('query').map(([name, value]) => [name, value])).toString();
        const type = Object.keys(requestBody?.content ?? {})[0];
        const response = await fetch(new URL(`/api${path}${query === '' ? '' : `?${query}`}`, worker.url), {
          method: method.toUpperCase(),
          headers: {
            ...ann,
            ...TOKEN,
            connection: 'close',
            ...Object.fromEntries(places('header')),
            ...(type === undefined ? {} : { 'content-type': type }),
          },
          ...(type === undefined ? {} : { body: '{}' }),
        });
        const text = await response.text();
        // The body is empty, so a route may refuse it; a route that does not exist is another matter.
        assert.ok(
          !/"code":"(not-found|method-not-allowed|internal|confirmation-missing)"/.test(text),
          `${operationId}: ${text.slice(0, 300)}`,
        );
      }
    }
    await worker.close();
  }
});
