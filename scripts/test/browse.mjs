// A folder served over HTTP, and what a page writes to its console in Chromium.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { findBrowser } from '../browser.mjs';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** How long a page and a server may take, in milliseconds. */
const LIMIT = 60_000;

/** Serves a folder; pages may run WebAssembly and nothing else that is not theirs, as README says. */
export async function servedFolder(folder) {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://127.0.0.1');
    const path = join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    if (!existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end();
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    response.writeHead(200, {
      'content-type': type,
      'content-security-policy': "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
    });
    createReadStream(path).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, close };
}

/** A port that no server listens on. */
export async function unusedPort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The first response with status 200 of a server that is starting; throws with the server's output if there is none. */
export async function waitFor(url, child) {
  let hasEnded = false;
  child.ended.then(() => {
    hasEnded = true;
  });
  const began = performance.now();
  let last = 'no answer';
  while (performance.now() - began < LIMIT && !hasEnded) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
      if (response.ok) return response;
      last = `${response.status}: ${await response.text()}`;
    } catch (error) {
      last = String(error.cause ?? error);
    }
    await sleep(200);
  }
  throw new Error(`${url}: ${last}\n${child.output()}`);
}

/** Opens a page and returns what it logs until `isEnough` accepts it; throws with its first error. */
export async function openPage(url, isEnough) {
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    let printed = '';
    let failure;
    page.on('console', (message) => {
      if (message.type() === 'log') printed += `${message.text()}\n`;
      // Chromium asks for an icon that no page has.
      if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
        failure ??= message.text();
    });
    page.on('pageerror', (error) => {
      failure ??= String(error);
    });
    await page.goto(url);
    const began = performance.now();
    while (!isEnough(printed) && failure === undefined && performance.now() - began < LIMIT) await sleep(50);
    if (failure !== undefined) throw new Error(failure);
    return printed;
  } finally {
    await browser.close();
  }
}
