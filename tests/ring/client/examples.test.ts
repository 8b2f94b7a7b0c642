// The examples run in their environments, and the documents contain them unchanged.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { test } from 'node:test';
import {
  CLIENT_ERROR_CODES,
  DEFAULT_BUDGET,
  DEFAULT_LOOK_SPACING,
  DEFAULT_LOOKS,
  DEFAULT_MAX_RETRIES,
  DEFAULT_MAX_WAIT,
  DEFAULT_TIMEOUT,
} from 'byoip';
import { createEmulator, SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { chromium } from 'playwright-core';
import { serveEmulator } from '../setup/emulator-server.js';
import { accountState } from '../setup/faulty-client.js';

const PREFIX = SEED_PREFIXES.v4.id;
const TOKEN = 'the-emulator-takes-any';

test('the README and docs/map.md show the examples as they are', () => {
  const readme = readFileSync('README.md', 'utf8');
  const shown = [...readme.matchAll(/^```javascript\n(.*?)^```$/gms)].map(([, text]) => text);
  const files = readdirSync('examples').sort();
  assert.deepEqual(files, ['ci.js', 'console.js', 'map.html', 'owner.rs', 'watch.js', 'worker.js']);
  const scripts = files.filter((name) => name.endsWith('.js'));
  assert.deepEqual([...shown].sort(), scripts.map((name) => readFileSync(`examples/${name}`, 'utf8')).sort());
  const [, page] = /^```html\n(.*?)^```$/ms.exec(readFileSync('docs/map.md', 'utf8')) ?? [];
  assert.equal(page, readFileSync('examples/map.html', 'utf8'));
});

test('the guide to the client names every code of the client and every setting with its default', () => {
  const guide = readFileSync('docs/client.md', 'utf8');
  const missing = CLIENT_ERROR_CODES.filter((code) => !guide.includes(`\`${code}\``));
  assert.deepEqual(missing, []);
  const row = (name: string) => guide.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
  const spaced = (value: number) => String(value).replace(/(\d)(\d{3})$/, '$1 $2');
  for (const [name, value] of [
    ['timeout', DEFAULT_TIMEOUT],
    ['maxRetries', DEFAULT_MAX_RETRIES],
    ['maxWait', DEFAULT_MAX_WAIT],
    ['requestBudget', DEFAULT_BUDGET],
    ['looks', `${DEFAULT_LOOKS}, ${spaced(DEFAULT_LOOK_SPACING)}`],
  ] as const) {
    assert.ok(
      row(name).includes(`| ${typeof value === 'number' ? spaced(value) : value}`),
      `${name}: ${row(name)}`,
    );
  }
});

/** Bundled as a project that has the package would; `conditions` as its host needs them. */
async function bundled(name: string, conditions: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`examples/${name}`],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: [...conditions],
    plugins: [
      {
        name: 'wasm-by-name',
        setup: ({ onResolve }) =>
          onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `./${basename(path)}`, external: true })),
      },
    ],
  });
  return outputFiles[0]?.text ?? assert.fail('nothing was bundled');
}

function ran(args: readonly string[], env: Readonly<Record<string, string>>) {
  return new Promise<{ readonly code: unknown; readonly said: string }>((settle) => {
    execFile(process.execPath, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      settle({ code: error === null ? 0 : error.code, said: stdout + stderr });
    });
  });
}

test('the CI example binds a block once, and fails with the broken rule otherwise', async () => {
  const server = await serveEmulator();
  try {
    mkdirSync('target/tests', { recursive: true });
    writeFileSync('target/tests/ci.mjs', readFileSync('examples/ci.js'));
    const env = {
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
      CLOUDFLARE_BASE_URL: server.url,
    };
    const step = (cidr: string) => ran(['target/tests/ci.mjs', PREFIX, cidr, SEED_SERVICES.cdn.id], env);
    const first = await step('192.0.2.16/29');
    assert.match(first.said, /^192\.0\.2\.16\/29 is bound by [0-9a-f]{32}: provisioning\n$/);
    assert.deepEqual(await step('192.0.2.16/29'), first);
    assert.equal(accountState(server).bindings.length, 3);
    const outside = await step('198.51.100.0/24');
    assert.equal(outside.code, 1);
    assert.match(outside.said, /^rule-broken: .*outside-prefix: /);
  } finally {
    await server.close();
  }
});

test('the Worker example answers who owns an address, in workerd', async () => {
  const contents = await bundled('worker.js', ['workerd']);
  const server = await serveEmulator();
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-20',
    modules: [
      { type: 'ESModule', path: 'worker.mjs', contents },
      { type: 'CompiledWasm', path: 'byoip.wasm', contents: readFileSync('dist/byoip.wasm') },
    ],
    bindings: {
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
      CLOUDFLARE_BASE_URL: server.url,
      PREFIX_ID: PREFIX,
    },
  });
  try {
    const ask = async (path: string) => {
      const response = await miniflare.dispatchFetch(`http://localhost/${path}`);
      return [response.status, await response.json()] as const;
    };
    const [status, answer] = await ask('192.0.2.1');
    assert.equal(status, 200);
    assert.equal((answer as { owner: { serviceName: string } }).owner.serviceName, 'CDN');
    const [wrong, problem] = await ask('192.0.2.256');
    assert.equal(wrong, 400);
    assert.match((problem as { help: string }).help, /./);
    await server.close();
    assert.equal((await ask('192.0.2.1'))[0], 502);
  } finally {
    await miniflare.dispose();
    await server.close().catch(() => {});
  }
});

test('the watching Worker posts what has changed since the tick before, and again where the post fails', async () => {
  const contents = await bundled('watch.js', ['workerd']);
  const server = await serveEmulator();
  const posted: string[] = [];
  let status = 200;
  const webhook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      posted.push((JSON.parse(body) as { text: string }).text);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-20',
    modules: [
      { type: 'ESModule', path: 'watch.mjs', contents },
      ...['byoip.wasm', 'planner.wasm'].map((path) => ({
        type: 'CompiledWasm' as const,
        path,
        contents: new Uint8Array(readFileSync(`dist/${path}`)),
      })),
    ],
    kvNamespaces: ['SNAPSHOTS'],
    bindings: {
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
      CLOUDFLARE_BASE_URL: server.url,
      PREFIX: SEED_PREFIXES.v4.cidr,
      WEBHOOK: `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/`,
    },
    // A tick that throws says so on the console.
    handleRuntimeStdio: (out, err) => [out.resume(), err.resume()],
  });
  try {
    const worker = (await miniflare.getWorker()) as unknown as { scheduled(): Promise<{ outcome: string }> };
    const tick = async () => (await worker.scheduled()).outcome;
    assert.equal(await tick(), 'ok');
    assert.equal(await tick(), 'ok');
    assert.deepEqual(posted, [], 'nothing has changed');
    const bindings = `${server.url}/accounts/${SEED_ACCOUNT_ID}/addressing/prefixes/${PREFIX}/bindings`;
    const created = await fetch(bindings, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ cidr: '192.0.2.16/29', service_id: SEED_SERVICES.cdn.id }),
    });
    assert.equal(created.status, 201);
    status = 500;
    assert.equal(await tick(), 'exception');
    status = 200;
    assert.equal(await tick(), 'ok');
    assert.equal(posted.length, 2);
    for (const text of posted) assert.match(text, /192\.0\.2\.16\/29/);
    assert.equal(await tick(), 'ok');
    assert.equal(posted.length, 2, 'the change is posted once');
    await server.close();
    assert.equal(await tick(), 'exception');
    assert.equal(posted.length, 2, 'an API that is down is no change');
  } finally {
    await miniflare.dispose();
    await server.close().catch(() => {});
    webhook.close();
    webhook.closeAllConnections();
  }
});

test('the console example lists the bindings of a prefix, in Chromium', async () => {
  const script = await bundled('console.js', ['browser']);
  const emulator = createEmulator();
  const form = { token: TOKEN, account: SEED_ACCOUNT_ID, prefix: PREFIX };
  const inputs = Object.entries(form).map(([name, value]) => `<input name="${name}" value="${value}">`);
  const page = `<!doctype html><form>${inputs.join('')}</form><ul></ul><script type="module" src="/console.js"></script>`;
  const server = createServer(async (request, response) => {
    const { url = '/', method = 'GET', headers } = request;
    if (url === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    if (url === '/console.js')
      return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    const { authorization = '' } = headers;
    const upstream = `https://api.cloudflare.com${url.replace(/^\/api/, '/client/v4')}`;
    const answer = await emulator.fetch(new Request(upstream, { method, headers: { authorization } }));
    return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { CHROME_PATH: executablePath = '/usr/bin/chromium' } = process.env;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await tab.waitForFunction(() => document.querySelectorAll('li').length === 2);
    assert.deepEqual(await tab.locator('li').allTextContents(), [
      '192.0.2.0/24 belongs to Magic Transit (active)',
      '192.0.2.1/32 belongs to CDN (active)',
    ]);
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
});
