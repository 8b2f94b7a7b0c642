// The settings of both modes: with one that is missing, empty or unusable nothing is served.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import { readEnv } from '../../www/worker/env.js';
import { identify } from '../../www/worker/identity.js';
import { isProblem } from '../../www/worker/problem.js';
import { reply, scriptedServer, success } from '../ring/setup/scripted-server.js';
import { BINDINGS, BRING, deploy } from './deployment.js';
import { AUDIENCE, openTeam, ownTokenSettings } from './sign-in.js';

const BINDINGS_OF_PLATFORM = {
  ASSETS: { fetch: () => {} },
  RATE_LIMIT: { limit: () => {} },
  RATE_LIMIT_WRITES: { limit: () => {} },
};
const OWN = {
  ...BINDINGS_OF_PLATFORM,
  UPSTREAM: 'https://api.cloudflare.com/client/v4',
  CLOUDFLARE_API_TOKEN: 'secret-canary',
  ACCOUNT_ID: SEED_ACCOUNT_ID,
  ACCESS_TEAM: 'example-team',
  ACCESS_AUD: AUDIENCE,
};
const BROUGHT = { ...BINDINGS_OF_PLATFORM, ...BRING, UPSTREAM: 'https://api.cloudflare.com/client/v4' };

/** What is wrong with settings, `code NAME`; empty where nothing is. */
function wrong(settings: Readonly<Record<string, unknown>>): string {
  const env = readEnv(settings);
  if (!isProblem(env)) return '';
  assert.equal(env.status, 500);
  assert.ok(!JSON.stringify(env).includes('canary'), 'no value is shown');
  return `${env.code} ${/`(\w+)`/.exec(env.message)?.[1]}`;
}

test('each setting of a mode is required, and is refused where it is empty', () => {
  assert.equal(wrong(OWN), '');
  assert.equal(wrong(BROUGHT), '');
  for (const [settings, empty] of [
    [OWN, 'MODE'],
    [BROUGHT, ''],
  ] as const) {
    for (const name of Object.keys(settings).filter((one) => one !== 'MODE')) {
      assert.equal(wrong({ ...settings, [name]: undefined }), `setting-missing ${name}`, name);
      assert.match(wrong({ ...settings, [name]: '' }), new RegExp(`^setting-(missing|invalid) ${name}$`));
    }
    if (empty !== '') assert.equal(wrong({ ...settings, [empty]: '' }), `setting-invalid ${empty}`);
  }
  // Without its mode a deployment is one with a token of its own, which it does not have.
  assert.equal(wrong({ ...BROUGHT, MODE: undefined }), 'setting-missing CLOUDFLARE_API_TOKEN');
});

test('unusable settings are refused: another mode, both modes, a team that is a URL, lists of prefixes that are none', () => {
  const cases: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    [{ ...OWN, MODE: 'open' }, 'MODE'],
    [{ ...OWN, MODE: 'none' }, 'MODE'],
    [{ ...OWN, MODE: BRING.MODE }, 'CLOUDFLARE_API_TOKEN'],
    [{ ...BROUGHT, CLOUDFLARE_API_TOKEN: '' }, 'CLOUDFLARE_API_TOKEN'],
    [{ ...OWN, CLOUDFLARE_API_TOKEN: 'a\nb' }, 'CLOUDFLARE_API_TOKEN'],
    [{ ...OWN, CLOUDFLARE_API_TOKEN: 'Bearer canary' }, 'CLOUDFLARE_API_TOKEN'],
    [{ ...OWN, ACCESS_TEAM: 'example.com/x' }, 'ACCESS_TEAM'],
    [{ ...OWN, ACCESS_TEAM: 'https://evil.example' }, 'ACCESS_TEAM'],
    [{ ...OWN, ACCESS_TEAM: 'evil.example#' }, 'ACCESS_TEAM'],
    [{ ...OWN, ACCESS_TEAM: '-x' }, 'ACCESS_TEAM'],
    // A team on this machine belongs to the emulator on this machine.
    [{ ...OWN, ACCESS_TEAM: 'http://127.0.0.1:8787' }, 'ACCESS_TEAM'],
    [{ ...OWN, ACCESS_AUD: 'x' }, 'ACCESS_AUD'],
    [{ ...OWN, ACCESS_AUD: AUDIENCE.toUpperCase() }, 'ACCESS_AUD'],
    [{ ...OWN, PREFIXES: '' }, 'PREFIXES'],
    [{ ...OWN, PREFIXES: '192.0.2.0/24' }, 'PREFIXES'],
    [{ ...OWN, PREFIXES: `${SEED_PREFIXES.v4.id},` }, 'PREFIXES'],
    [{ ...OWN, PREFIXES: [SEED_PREFIXES.v4.id, 'x'] }, 'PREFIXES'],
    [{ ...OWN, READ_ONLY: '' }, 'READ_ONLY'],
    [{ ...OWN, READ_ONLY: '1' }, 'READ_ONLY'],
    [{ ...OWN, READ_ONLY: 'TRUE' }, 'READ_ONLY'],
    [{ ...BROUGHT, READ_ONLY: 'yes' }, 'READ_ONLY'],
  ];
  for (const [settings, name] of cases) assert.equal(wrong(settings), `setting-invalid ${name}`);
  assert.equal(
    wrong({
      ...OWN,
      MODE: 'access',
      READ_ONLY: 'false',
      PREFIXES: `${SEED_PREFIXES.v4.id}, ${SEED_PREFIXES.v6.id}`,
    }),
    '',
  );
});

test('with a missing setting of Access no address answers but with 500, and nothing is sent', async () => {
  const [team, upstream] = [await openTeam(), await scriptedServer(reply(200, success([])))];
  const settings = ownTokenSettings(team, upstream, SEED_ACCOUNT_ID);
  for (const name of Object.keys(settings)) {
    const { [name]: _, ...rest } = settings;
    const worker = await deploy(rest);
    for (const path of ['/', '/api/about', BINDINGS]) {
      assert.equal((await worker.get(path, await team.signedIn())).status, 500, `${name} ${path}`);
    }
    await worker.close();
  }
  assert.deepEqual(upstream.seen, []);
  await upstream.close();
  await team.close();
});

test('where the platform itself knows who asks, its audience is compared, and an unnamed visitor needs a token of Access', async () => {
  const settings = { issuer: 'https://example-team.cloudflareaccess.com', audience: AUDIENCE };
  const access = (aud: string | readonly string[], identity: unknown) => ({
    aud,
    getIdentity: () => Promise.resolve(identity),
  });
  const ask = (platform: ReturnType<typeof access>) => identify(new Headers(), settings, platform);
  const ann = { email: 'ann@example.com' };
  assert.deepEqual(await ask(access(AUDIENCE, ann)), { kind: 'person', name: 'ann@example.com' });
  assert.deepEqual(await ask(access(['x', AUDIENCE], { common_name: 'ci' })), {
    kind: 'service',
    name: 'ci',
  });
  for (const aud of ['', 'x', [], ['x'], AUDIENCE.slice(1)]) {
    const answer = await ask(access(aud, ann));
    assert.ok(isProblem(answer) && answer.code === 'identity-invalid', String(aud));
  }
  for (const identity of [undefined, null, {}, { email: '' }, { email: 7 }, 'ann@example.com']) {
    const answer = await ask(access(AUDIENCE, identity));
    assert.ok(isProblem(answer) && answer.code === 'identity-missing', String(identity));
  }
  const failing = { aud: AUDIENCE, getIdentity: () => Promise.reject(new Error('down')) };
  const answer = await identify(new Headers(), settings, failing);
  assert.ok(isProblem(answer) && answer.code === 'identity-missing', 'a failure is no identity');
});
