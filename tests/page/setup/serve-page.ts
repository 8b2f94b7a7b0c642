// The built page behind the built Worker in workerd, or as plain files in a folder of any host.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname } from 'node:path';
import type { Readable } from 'node:stream';
import { Miniflare, Response as WorkerResponse } from 'miniflare';
import { BRING, bundleWorker, WORKER_OPTIONS } from '../../worker/deployment.js';
import { openUpstream, type Upstream } from './upstream.js';
import { type Manner, openBrowser, openVisit, type Visit } from './visit.js';

const ASSETS = 'dist/www';

/** Serves the built page to a browser of its own. */
export interface Host {
  readonly url: string;
  visit(manner?: Manner): Promise<Visit>;
  close(): Promise<void>;
}

/** The page behind its Worker, and what the Worker asks. */
export interface WorkerHost extends Host {
  readonly upstream: Upstream;
}

/** Serves the page. `live` names an upstream that is not on this machine, as the API is not; it answers all the same. */
export async function serveWithWorker({ live = false, readOnly = false } = {}): Promise<WorkerHost> {
  assert.ok(existsSync(`${ASSETS}/index.html`), 'the page is not built: run `npm run build`');
  const upstream = await openUpstream();
  const [modules, browser] = await Promise.all([bundleWorker(), openBrowser()]);
  const miniflare = new Miniflare({
    cf: false,
    ...WORKER_OPTIONS,
    modules,
    bindings: {
      ...BRING,
      ...(readOnly ? { READ_ONLY: 'true' } : {}),
      UPSTREAM: live ? 'https://api.invalid/client/v4' : upstream.url,
    },
    assets: {
      directory: ASSETS,
      binding: 'ASSETS',
      routerConfig: { invoke_user_worker_ahead_of_assets: true, has_user_worker: true },
    },
    // The Worker's log is no part of what is looked at here.
    handleRuntimeStdio(out: Readable, err: Readable) {
      for (const stream of [out, err]) stream.resume();
    },
    ...(live
      ? {
          outboundService: async (request: {
            readonly url: string;
            readonly method: string;
            readonly headers: Iterable<[string, string]>;
            text(): Promise<string>;
          }) => {
            const { status, type, body } = await upstream.answer({
              path: new URL(request.url).pathname,
              method: request.method,
              headers: new Headers([...request.headers]),
              body: await request.text(),
            });
            return new WorkerResponse(body, { status, headers: { 'content-type': type } });
          },
        }
      : {}),
  });
  const url = (await miniflare.ready).href;
  return {
    url,
    upstream,
    visit: (manner = {}) => openVisit(browser, url, manner),
    async close() {
      await browser.close();
      await miniflare.dispose();
      await upstream.close();
    },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** A host of plain files. */
export interface PlainHost extends Host {
  /** The paths that were asked for so far. */
  asked(): readonly string[];
  /** Serves this folder from now on, the built page without one; with `null` every request is left without an answer. */
  deploy(folder?: string | null): void;
}

/** A host of plain files that knows nothing of the page: no Worker, no headers, and the page in a folder. */
export async function servePlain(): Promise<PlainHost> {
  const browser = await openBrowser();
  const asked: string[] = [];
  let folder: string | null = ASSETS;
  const server = createServer((incoming, outgoing) => {
    const [, name] =
      /^\/some\/folder\/([\w.-]*)$/.exec(new URL(incoming.url ?? '/', 'http://host').pathname) ?? [];
    asked.push(incoming.url ?? '');
    if (folder === null) return;
    const file = `${folder}/${name === '' ? 'index.html' : basename(name ?? 'none')}`;
    if (!existsSync(file)) outgoing.writeHead(404, { 'content-type': 'text/html' }).end('not here');
    else outgoing.writeHead(200, { 'content-type': TYPES[extname(file)] ?? '' }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/folder/`;
  return {
    url,
    visit: (manner = {}) => openVisit(browser, url, manner),
    asked: () => asked,
    deploy(next = ASSETS) {
      folder = next;
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
