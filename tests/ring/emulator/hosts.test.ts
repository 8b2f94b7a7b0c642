// The emulator in Node, over a socket, in workerd, and in a page in Chromium: the same bytes everywhere.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createEmulator } from 'byoip/emulator';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { chromium } from 'playwright-core';
import { serveEmulator } from '../setup/emulator-server.js';
import { type Exchange, SEED, transcript } from '../setup/transcript.js';

const OPTIONS = `{ idSeed: ${SEED} }`;

/** A module with everything that it imports in it. */
async function bundled(contents: string, condition: 'workerd' | 'browser'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: 'tests/ring/emulator', loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    conditions: [condition],
  });
  return outputFiles[0]?.text ?? '';
}

const inNode = () => transcript(createEmulator({ idSeed: SEED }).fetch);

test('the scenario contains successes, refusals and faulty responses', async () => {
  const statuses = (await inNode()).map(({ status }) => status);
  assert.deepEqual(
    statuses,
    [200, 200, 200, 201, 409, 200, 200, 200, 404, 200, 200, 200, 405, 404, 200, 200],
  );
});

test('over a socket in Node it answers as without one', async () => {
  const server = await serveEmulator({ emulator: createEmulator({ idSeed: SEED }) });
  try {
    const moved = (url: string) => url.replace('https://api.cloudflare.com/client/v4', server.url);
    assert.deepEqual(await transcript((url, init) => fetch(moved(url), init)), await inNode());
  } finally {
    await server.close();
  }
});

test('mounted as a Worker in workerd it answers the same', async () => {
  const contents = await bundled(
    `import { createEmulator } from 'byoip/emulator';
     const emulator = createEmulator(${OPTIONS});
     export default { fetch: (request: Request) => emulator.fetch(request) };`,
    'workerd',
  );
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-20',
    modules: [{ type: 'ESModule', path: 'worker.mjs', contents }],
  });
  try {
    const asking = async (...asked: Parameters<typeof miniflare.dispatchFetch>) => {
      const { status, headers, body } = await miniflare.dispatchFetch(...asked);
      return new Response(body as ReadableStream, { status, headers: [...headers] });
    };
    assert.deepEqual(await transcript(asking), await inNode());
  } finally {
    await miniflare.dispose();
  }
});

test('in a page in Chromium, as fetch, it answers the same, and no request leaves the page', async () => {
  const script = await bundled(
    `import { Byoip } from 'byoip';
     import { createEmulator, SEED_ACCOUNT_ID as accountId, SEED_PREFIXES } from 'byoip/emulator';
     import { transcript } from '../setup/transcript.js';
     const { fetch } = createEmulator(${OPTIONS});
     const client = new Byoip({ apiToken: 'any', accountId, fetch: createEmulator().fetch });
     const listed = client.addressing.prefixes.serviceBindings.list(SEED_PREFIXES.v4.id);
     Object.assign(globalThis, { came: Promise.all([transcript(fetch), listed.then((all) => all.map(({ cidr }) => cidr))]) });`,
    'browser',
  );
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const page = request.url === '/';
    response.writeHead(200, {
      'content-type': page ? 'text/html' : 'text/javascript',
      'content-security-policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
    });
    response.end(
      page
        ? '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/it.js"></script>'
        : script,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { CHROME_PATH: executablePath = '/usr/bin/chromium' } = process.env;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'came' in globalThis);
    const came = await page.evaluate(
      () =>
        (globalThis as unknown as { came: Promise<readonly [readonly Exchange[], readonly string[]]> }).came,
    );
    assert.deepEqual(came, [await inNode(), ['192.0.2.0/24', '192.0.2.1/32']]);
    assert.deepEqual(asked, ['/', '/it.js']);
  } finally {
    await browser.close();
    server.close();
  }
});
