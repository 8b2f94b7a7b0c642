// Runs the suites in Chromium, with the policy of our page, and reports the results as Node tests.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Verdict } from './report.js';

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const wasm = (name: string) => ({ type: 'application/wasm', body: readFileSync(`dist/${name}`) });
const FILES: Readonly<Record<string, { readonly type: string; readonly body: string | Uint8Array }>> = {
  '/': {
    type: 'text/html',
    body: '<!doctype html><title>suites</title><script type="module" src="/suites.js"></script>',
  },
  '/suites.js': { type: 'text/javascript', body: readFileSync('target/tests/suite/run-browser.mjs') },
  '/byoip.wasm': wasm('byoip.wasm'),
  '/planner.wasm': wasm('planner.wasm'),
};

const server = createServer((request, response) => {
  const file = FILES[request.url ?? ''];
  if (file === undefined) return response.writeHead(404).end();
  return response
    .writeHead(200, { 'content-type': file.type, 'content-security-policy': POLICY })
    .end(file.body);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const { CHROME_PATH: executablePath = '/usr/bin/chromium' } = process.env;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
let verdicts: readonly Verdict[];
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForFunction(() => 'verdicts' in globalThis);
  verdicts = await page.evaluate(
    () => (globalThis as unknown as { readonly verdicts: Promise<readonly Verdict[]> }).verdicts,
  );
} finally {
  await browser.close();
  server.close();
}
for (const { law, fault } of verdicts) test(law, () => assert.ok(fault === null, fault ?? ''));
