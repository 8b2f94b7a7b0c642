// How the wasm starts, and what a call says where it cannot: older browsers, policies, other files, iframes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import * as slim from 'byoip/slim';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const bundle = await build({
  stdin: {
    contents:
      "import * as lib from 'byoip';\nimport * as slim from 'byoip/slim';\nObject.assign(globalThis, { lib, slim });",
    resolveDir: process.cwd(),
  },
  bundle: true,
  format: 'iife',
  write: false,
});
const SCRIPT = bundle.outputFiles[0]?.text ?? '';
const ALLOWED = "script-src 'self' 'wasm-unsafe-eval'";

const server = createServer(({ url = '/' }, response) => {
  response.setHeader('content-security-policy', url === '/refused' ? "script-src 'self'" : ALLOWED);
  if (url === '/script.js') return response.setHeader('content-type', 'text/javascript').end(SCRIPT);
  if (url.endsWith('.wasm')) {
    return response.setHeader('content-type', 'application/wasm').end(readFileSync(`dist${url}`));
  }
  return response
    .setHeader('content-type', 'text/html')
    .end('<!doctype html><title>page</title><script src="/script.js"></script>');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
after(() => server.close());

/** Evaluates an expression, which may use `lib` and `slim`, in a page; a `ByoipError` gives its code. */
async function inPage(
  expression: string,
  { path = '/', before = '' }: { path?: string; before?: string } = {},
): Promise<unknown> {
  const { CHROME_PATH: executablePath = '/usr/bin/chromium' } = process.env;
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    if (before !== '') await page.addInitScript(before);
    await page.goto(origin + path);
    return await page.evaluate(
      `(async () => { try { return await (${expression}); } catch (error) { return lib.isByoipError(error) ? error.code : String(error); } })()`,
    );
  } finally {
    await browser.close();
  }
}

/** What Chrome does before version 115, with its message. */
const OLD_CHROME = `
  WebAssembly.Module = new Proxy(WebAssembly.Module, {
    construct(Module, [bytes]) {
      if (bytes.byteLength > 4096) throw new RangeError('WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 4KB. Use WebAssembly.compile, or compile on a worker thread.');
      return new Module(bytes);
    },
  });`;

const SIZE = "lib.parseCidr('192.0.2.0/24').size";

test('a browser without `URL.canParse` and `fromBase64` runs it', async () => {
  const before = 'delete URL.canParse; delete Uint8Array.fromBase64;';
  const client = `new lib.Byoip({ apiToken: 't', accountId: 'a', baseURL: 'https://api.example' })`;
  assert.equal(await inPage(`${client} && ${SIZE}`, { before }), '256');
});

test('where a browser compiles little without `await`, a call says so, and `byoip/slim` works', async () => {
  assert.equal(await inPage(SIZE, { before: OLD_CHROME }), 'wasm-unavailable');
  const loaded = "slim.init(fetch('/byoip.wasm')).then(() => slim.parseCidr('192.0.2.0/24').size)";
  assert.equal(await inPage(loaded, { before: OLD_CHROME }), '256');
});

test('under a policy without `wasm-unsafe-eval` a call says so, and the import does not fail', async () => {
  const path = '/refused';
  assert.equal(await inPage(SIZE, { path }), 'wasm-unavailable');
  assert.equal(await inPage("slim.init(fetch('/byoip.wasm'))", { path }), 'wasm-unavailable');
});

test('without WebAssembly a call says so', async () => {
  const before = 'delete globalThis.WebAssembly;';
  assert.equal(await inPage(SIZE, { before }), 'wasm-unavailable');
  assert.equal(await inPage("slim.init(fetch('/byoip.wasm'))", { before }), 'wasm-unavailable');
});

test('a page and its iframe share bytes, responses and errors', async () => {
  const expression = `(async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.src = '/';
    await new Promise((resolve) => frame.addEventListener('load', resolve));
    const inner = frame.contentWindow;
    const list = '[{"cidr":"192.0.2.0/24","service_id":"s"}]';
    let error;
    try { inner.lib.parseCidr('x'); } catch (thrown) { error = thrown; }
    await inner.slim.init(await fetch('/byoip.wasm'));
    return [
      inner.lib.BindingTable.fromEnvelope(new TextEncoder().encode(list)).find('192.0.2.1'),
      inner.lib.BindingTable.fromEnvelope(new TextEncoder().encode(list).buffer).find('192.0.2.1'),
      error instanceof Error,
      lib.isByoipError(error),
      inner.slim.parseCidr('192.0.2.0/24').size,
    ].join();
  })()`;
  assert.equal(await inPage(expression), '0,0,false,true,256');
});

test('`init` refuses a 404, an HTML page and another wasm, and takes the right one after that', async () => {
  const file = (name: string): Uint8Array => readFileSync(`dist/${name}`);
  const refusals = {
    'http-status': [new Response('not found', { status: 404 })],
    'wasm-invalid': [
      new Response('<!doctype html><title>app</title>'),
      file('planner.wasm'),
      file('resolve.wasm').slice(),
      new Uint8Array(),
      new WebAssembly.Module(file('resolve.wasm').slice()),
      undefined,
    ],
  };
  for (const [code, sources] of Object.entries(refusals)) {
    for (const source of sources) {
      await assert.rejects(
        slim.init(source as never),
        (error) => slim.isByoipError(error) && error.code === code,
        code,
      );
    }
  }
  await slim.init(file('byoip.wasm').slice());
  assert.equal(slim.parseCidr('192.0.2.0/24').size, '256');
});
