// What is deployed: wrangler's own view of it, the documented settings, and what `npm start` puts in front of it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { LOCAL_PERSON, serveLocalAccess } from '../../scripts/local-access.mjs';
import { serveEmulator } from '../ring/setup/emulator-server.js';
import { BINDINGS, deploy } from './deployment.js';
import { AUDIENCE, OWN_TOKEN } from './sign-in.js';

const run = promisify(execFile);

/** The settings of the deployment; no string in the file has `//` after a space. */
const config = JSON.parse(readFileSync('www/wrangler.jsonc', 'utf8').replace(/^\s*\/\/.*$/gm, ''));

test('wrangler bundles the Worker with the page, the wasm and every binding that it needs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'byoip-deploy-'));
  try {
    const { stdout } = await run(
      process.execPath,
      [
        'node_modules/wrangler/bin/wrangler.js',
        'deploy',
        '--dry-run',
        '--config',
        'www/wrangler.jsonc',
        '--outdir',
        folder,
      ],
      { env: { ...process.env, CI: '1', NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false' }, timeout: 60_000 },
    );
    assert.match(stdout, /--dry-run: exiting now/);
    const bindings: readonly { name?: string; binding?: string }[] = [
      ...config.ratelimits,
      ...config.durable_objects.bindings,
      ...config.r2_buckets,
    ];
    assert.ok(bindings.length >= 7);
    for (const { name, binding } of bindings) {
      assert.ok(stdout.includes(`env.${name ?? binding} `), name ?? binding);
    }
    assert.match(stdout, /env\.ASSETS/);
    assert.match(stdout, /env\.UPSTREAM \("https:\/\/api\.cloudflare\.com\/client\/v4"\)/);
    assert.doesNotMatch(stdout, /TOKEN|MODE|ACCESS/, 'no secret and no mode comes with the source');
    const [, compressed] = /gzip: ([\d.]+) KiB/.exec(stdout) ?? [];
    assert.ok(Number(compressed) < 3072, `${compressed} KiB, and an account without a plan may upload 3 MB`);
    assert.ok(readdirSync(folder).some((name) => name.endsWith('byoip.wasm')));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('nothing is served but under the addresses that someone routes to it, and no path or header is logged by the platform', () => {
  assert.equal(config.workers_dev, false);
  assert.equal(config.preview_urls, false);
  assert.equal(config.observability.logs.invocation_logs, false);
  assert.ok(config.compatibility_flags.includes('global_fetch_strictly_public'));
  assert.equal(config.assets.run_worker_first, true);
  const [all, writes] = config.ratelimits.map((one: { simple: { limit: number } }) => one.simple.limit);
  assert.ok(writes < all);
});

test('the guide to the deployment has every setting that the Worker reads', () => {
  const source = readFileSync('www/worker/env.ts', 'utf8');
  const names = new Set(
    [...source.matchAll(/\b(?:const|let) \{([^}]*)\} = unchecked/g)].flatMap(
      ([, list = '']) => list.match(/[A-Z][A-Z_]+/g) ?? [],
    ),
  );
  assert.ok(names.size >= 12, [...names].join());
  const guide = readFileSync('docs/deploy.md', 'utf8');
  assert.deepEqual(
    [...names].filter((name) => !guide.includes(`\`${name}`)),
    [],
  );
});

test('the stand-in for Access of `npm start` signs in one person, and the Worker behind it answers no one else', async () => {
  const emulator = await serveEmulator();
  // The Worker needs to know its team, and the team needs to know the Worker's port.
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const worker = await deploy({
    UPSTREAM: emulator.url,
    CLOUDFLARE_API_TOKEN: OWN_TOKEN,
    ACCOUNT_ID: SEED_ACCOUNT_ID,
    ACCESS_TEAM: `http://127.0.0.1:${port}`,
    ACCESS_AUD: AUDIENCE,
  });
  const access = await serveLocalAccess({ port, workerPort: Number(worker.url.port), audience: AUDIENCE });
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${access.team}${path}`, { ...init, headers: { connection: 'close', ...init.headers } });
  try {
    assert.equal((await worker.get('/api/about')).status, 403);
    const about = (await (await ask('/api/about')).json()) as { actor: object; mode: string };
    assert.deepEqual([about.mode, about.actor], ['access', { kind: 'person', name: LOCAL_PERSON }]);
    const forged = await ask('/api/about', { headers: { 'cf-access-jwt-assertion': 'x' } });
    assert.equal(forged.status, 200, 'a token from outside is replaced');
    assert.equal((await ask(BINDINGS)).status, 200);
    assert.match((await ask('/')).headers.get('content-security-policy') ?? '', /^default-src 'none'/);
    const cross = await ask('/api/about', { headers: { origin: 'https://evil.example' } });
    assert.equal(cross.status, 403);
    assert.equal((await ask('/api/about', { headers: { origin: access.team } })).status, 200);
  } finally {
    access.close();
    await worker.close();
    await emulator.close();
  }
});
