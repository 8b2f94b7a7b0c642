// The deployed Worker: bundled, in a real workerd, with static assets and the settings of a test.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import { build } from 'esbuild';
import { Miniflare, type WorkerOptions } from 'miniflare';

export const API = `/api/accounts/${SEED_ACCOUNT_ID}/addressing`;
export const BINDINGS = `${API}/prefixes/${SEED_PREFIXES.v4.id}/bindings`;
export const TOKEN = { authorization: 'Bearer canary-4b1f09e2d7' };

/** A running Worker. */
export interface Deployment {
  readonly url: URL;
  /** Everything that the Worker has printed so far. */
  log(): string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends bytes as they are, and gives what comes back until the connection ends or is silent. */
  raw(bytes: string | Uint8Array): Promise<string>;
  /** The Durable Object of a name, whose methods are called from here. */
  object<T>(binding: string, name: string): Promise<T>;
  close(): Promise<void>;
}

/** The setting of the mode in which each request brings its token. */
export const BRING = { MODE: 'bring-your-own-token' };

/** The settings of a deployment that a platform other than a text holds, and options of the local platform. */
export interface Platform {
  /** The assets; a page of one line by default. */
  readonly assets?: string;
  /** More options of the Worker for Miniflare, such as bindings. */
  readonly options?: Partial<WorkerOptions>;
}

type WorkerModule = Exclude<WorkerOptions['modules'], boolean | undefined>[number];

/** The Worker as it is deployed: one module, and the wasm that it names. */
export async function bundleWorker(): Promise<WorkerModule[]> {
  const names = new Set<string>();
  const { outputFiles } = await build({
    entryPoints: ['www/worker/main.ts'],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    conditions: ['workerd'],
    external: ['cloudflare:*'],
    plugins: [
      {
        name: 'wasm-by-name',
        setup: ({ onResolve }) =>
          onResolve({ filter: /\.wasm$/ }, ({ path }) => {
            names.add(basename(path));
            return { path: `./${basename(path)}`, external: true };
          }),
      },
    ],
  });
  const wasm = [...names].map((path) => ({
    type: 'CompiledWasm' as const,
    path,
    contents: new Uint8Array(readFileSync(`dist/${path}`)),
  }));
  return [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0]?.text ?? '' }, ...wasm];
}

/** What wrangler.jsonc declares, without the settings. */
export const WORKER_OPTIONS = {
  compatibilityDate: '2026-04-20',
  compatibilityFlags: ['global_fetch_strictly_public'],
  ratelimits: {
    RATE_LIMIT: { simple: { limit: 1_000_000, period: 60 } },
    RATE_LIMIT_WRITES: { simple: { limit: 1_000_000, period: 60 } },
  },
} satisfies Partial<WorkerOptions>;

let bundle: ReturnType<typeof bundleWorker> | undefined;

/** Starts the Worker with these settings and nothing else. */
export async function deploy(settings: Record<string, string>, platform: Platform = {}): Promise<Deployment> {
  bundle ??= bundleWorker();
  const modules = await bundle;
  const directory = platform.assets ?? (await onePage());
  let printed = '';
  const miniflare = new Miniflare({
    cf: false,
    ...WORKER_OPTIONS,
    modules,
    bindings: settings,
    assets: {
      directory,
      binding: 'ASSETS',
      routerConfig: { invoke_user_worker_ahead_of_assets: true, has_user_worker: true },
    },
    ...platform.options,
    handleRuntimeStdio(out: Readable, err: Readable) {
      for (const stream of [out, err]) {
        stream.on('data', (chunk: Buffer) => {
          printed += chunk.toString();
        });
      }
    },
  } as ConstructorParameters<typeof Miniflare>[0]);
  const url = await miniflare.ready;
  return {
    url,
    log: () => printed,
    // A connection that is kept could be one to an earlier deployment on the same port.
    get: (path, headers = {}) =>
      fetch(new URL(path, url), { headers: { connection: 'close', ...headers }, redirect: 'manual' }),
    raw: (bytes) => exchange(Number(url.port), bytes),
    async object<T>(binding: string, name: string) {
      const objects = (await miniflare.getDurableObjectNamespace(binding)) as unknown as {
        idFromName(text: string): unknown;
        get(id: unknown): T;
      };
      return objects.get(objects.idFromName(name));
    },
    async close() {
      await miniflare.dispose();
      if (platform.assets === undefined) await rm(directory, { recursive: true });
    },
  };
}

async function onePage(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'byoip-assets-'));
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(directory, 'style.css'), 'body { margin: 0 }');
  await writeFile(join(directory, 'sw.js'), '');
  await writeFile(join(directory, 'main-ABCD1234.js'), '');
  return directory;
}

/** A request line and headers, as bytes on the wire. */
export function wire(method: string, target: string, headers: Record<string, string> = {}): string {
  const all = { host: 'localhost', ...TOKEN, connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** The status of a raw answer; 0 where there was none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    // The runtime keeps connections open whatever they say: a pause after the first bytes is the end.
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      socket.setTimeout(isWhole(received) ? 20 : 300);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });
}

/** True where the last answer on the wire has ended, as far as its own headers tell. */
function isWhole(received: string): boolean {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, end))?.[1];
  return length === undefined ? received.endsWith('0\r\n\r\n') : received.length >= end + 4 + Number(length);
}
