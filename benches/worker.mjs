// A load test of the Worker on loopback: a look-up and a forwarded list, beside a Worker that answers a constant and one that only
// forwards. `npm run build && node benches/worker.mjs`.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Miniflare } from 'miniflare';
import { median } from './race.mjs';

const ROUNDS = 20;
const REQUESTS = 200;
const AT_ONCE = 8;

const ACCOUNT = '258def64c72dae45f3e4c8516e2111f2';
const PREFIX = '2af39739cc4e3b5910c918468bb89828';
const AUDIENCE = 'a'.repeat(64);
const LIST = `/api/accounts/${ACCOUNT}/addressing/prefixes/${PREFIX}/bindings`;
const LOOK_UP = '/api/resolve?ip=192.0.2.77';

/** An upstream that answers at once, in a process of its own; it is also the key server of Access. */
const UPSTREAM = `
const { createServer } = require('node:http');
const keys = process.argv[1];
const envelope = (result) => JSON.stringify({ errors: [], messages: [], result, success: true });
const binding = (at) => ({ id: at.toString(16).padStart(32, '0'), cidr: at === 0 ? '192.0.2.0/24' : '192.0.2.' + at + '/32',
  service_id: 'c0de0000000000000000000000000cd1', service_name: 'CDN', provisioning: { state: 'active' } });
const bindings = envelope(Array.from({ length: 50 }, (_, at) => binding(at)));
const prefixes = envelope([{ id: '${PREFIX}', account_id: '${ACCOUNT}', cidr: '192.0.2.0/24' }]);
createServer(({ url }, response) => {
  const body = url.endsWith('/certs') ? keys : url.endsWith('/bindings') ? bindings : prefixes;
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

const CONSTANT = (body) => `export default { fetch: () => new Response(${JSON.stringify(body)}, {
  headers: { 'content-type': 'application/json' } }) };`;

const FORWARD = `export default { fetch: (request, env) => fetch(env.UPSTREAM + new URL(request.url).pathname.slice(4), {
  headers: { authorization: 'Bearer x', accept: 'application/json' } }) };`;

/** The same with what no check can do without: it reads and parses the response, limits the rate, and writes a line of the log. */
const FORWARD_CHECKED = `export default { async fetch(request, env) {
  const { success } = await env.RATE_LIMIT.limit({ key: 'ann@example.com' });
  const answer = await fetch(env.UPSTREAM + new URL(request.url).pathname.slice(4), {
    headers: { authorization: 'Bearer x', accept: 'application/json' } });
  const text = await answer.text();
  const isEnvelope = JSON.parse(text).success === true;
  console.log(JSON.stringify({ id: crypto.randomUUID(), status: answer.status, success, isEnvelope }));
  return new Response(text, { headers: { 'content-type': 'application/json' } });
} };`;

function startUpstream(keys) {
  const child = spawn(process.execPath, ['-e', UPSTREAM, keys], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => {
    child.stdout.once('data', (text) => resolve({ port: Number(text), end: () => child.kill() }));
  });
}

/** The options that all contestants share: each has the static files in front, as a deployment has. */
function deploy(worker, assets) {
  return new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-20',
    compatibilityFlags: ['global_fetch_strictly_public'],
    assets: {
      directory: assets,
      binding: 'ASSETS',
      routerConfig: { invoke_user_worker_ahead_of_assets: true, has_user_worker: true },
    },
    handleRuntimeStdio: (out, err) => [out.resume(), err.resume()],
    ...worker,
  });
}

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

/** Milliseconds of one request, and its body. */
function timed(url, headers) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    request(url, { agent, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode} ${text}`));
        else resolve({ took: performance.now() - began, text });
      });
    })
      .on('error', reject)
      .end();
  });
}

/** The times of one round, sorted. */
async function round(url, headers) {
  const times = [];
  let left = REQUESTS;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      times.push((await timed(url, headers)).took);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return times.sort((a, b) => a - b);
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** Both in turns; the ratios are medians of the ratios within a round. */
async function compare(title, ours, other, headers) {
  const rounds = [];
  for (let at = -2; at < ROUNDS; at += 1) {
    const [a, b] = [await round(ours, headers), await round(other, headers)];
    if (at >= 0) rounds.push([a, b]);
  }
  const row = (share) => {
    const [a, b] = [0, 1].map((which) => median(rounds.map((one) => quantile(one[which], share))));
    const ratio = median(rounds.map(([x, y]) => quantile(x, share) / quantile(y, share)));
    return `${a.toFixed(2)} ms | ${b.toFixed(2)} ms | ${ratio.toFixed(2)}`;
  };
  console.log(`| ${title} | ${row(0.5)} | ${row(0.99)} |`);
}

const folder = mkdtempSync(join(tmpdir(), 'byoip-load-'));
const running = [];
try {
  execFileSync(
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
    { env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false' }, stdio: 'ignore' },
  );
  const assets = mkdtempSync(join(tmpdir(), 'byoip-load-assets-'));
  writeFileSync(join(assets, 'index.html'), '<!doctype html>');
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
  const upstream = await startUpstream(JSON.stringify({ keys: [jwk] }));
  running.push(upstream);
  const issuer = `http://127.0.0.1:${upstream.port}`;
  const assertion = await new SignJWT({ email: 'ann@example.com' })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(issuer)
    .setAudience([AUDIENCE])
    .setIssuedAt()
    .setExpirationTime('1 hour')
    .sign(privateKey);
  const headers = { 'cf-access-jwt-assertion': assertion };
  const start = async (worker) => {
    const miniflare = deploy(worker, assets);
    running.push({ end: () => miniflare.dispose() });
    return (await miniflare.ready).origin;
  };
  const UPSTREAM_URL = `${issuer}/client/v4`;
  const limit = { simple: { limit: 100_000_000, period: 60 } };
  const ours = await start({
    modules: true,
    modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
    scriptPath: join(folder, 'main.js'),
    modulesRoot: folder,
    bindings: {
      UPSTREAM: UPSTREAM_URL,
      CLOUDFLARE_API_TOKEN: 'x',
      ACCOUNT_ID: ACCOUNT,
      ACCESS_TEAM: issuer,
      ACCESS_AUD: AUDIENCE,
    },
    ratelimits: { RATE_LIMIT: limit, RATE_LIMIT_WRITES: limit },
  });
  const { text } = await timed(`${ours}${LOOK_UP}`, headers);
  const constant = await start({ modules: true, script: CONSTANT(text) });
  const forward = await start({ modules: true, script: FORWARD, bindings: { UPSTREAM: UPSTREAM_URL } });
  const checked = await start({
    modules: true,
    script: FORWARD_CHECKED,
    bindings: { UPSTREAM: UPSTREAM_URL },
    ratelimits: { RATE_LIMIT: limit },
  });
  const [list, same] = await Promise.all([ours, forward].map((origin) => timed(`${origin}${LIST}`, headers)));
  if (list.text !== same.text) throw new Error('the two forward different answers');

  console.log(
    '| | p50 ours | p50 other | ratio | p99 ours | p99 other | ratio |\n|---|---|---|---|---|---|---|',
  );
  await compare(
    '`/api/resolve`, beside a Worker that answers a constant',
    `${ours}${LOOK_UP}`,
    `${constant}${LOOK_UP}`,
    headers,
  );
  await compare(
    'a list of 50 bindings, beside a Worker that only forwards',
    `${ours}${LIST}`,
    `${forward}${LIST}`,
    headers,
  );
  await compare(
    'a list of 50 bindings, beside one that also parses it, limits the rate and logs',
    `${ours}${LIST}`,
    `${checked}${LIST}`,
    headers,
  );
  rmSync(assets, { recursive: true });
} finally {
  agent.destroy();
  for (const one of running) await one.end();
  rmSync(folder, { recursive: true });
}
