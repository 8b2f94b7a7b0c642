// The service worker: keeps the files of the page, and no answer of the API, so that it opens and plans without a connection.

import { cacheName, isHashed } from './cache-names.js';

/** The version of the page, and its files with their Subresource Integrity; the build fills both in. */
declare const VERSION: string;
declare const FILES: readonly (readonly [path: string, integrity: string])[];

interface ExtendableEventLike extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEventLike extends ExtendableEventLike {
  readonly request: Request;
  readonly preloadResponse: Promise<Response | undefined>;
  respondWith(answer: Promise<Response>): void;
}
/** What of a service worker's global scope is used here. */
interface WorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(): Promise<readonly { postMessage(message: unknown): void }[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEventLike) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEventLike) => void): void;
}
const scope = self as unknown as WorkerScope;

const folder = new URL(scope.registration.scope).pathname;
const currentCache = cacheName(folder, VERSION);
/** After this long without an answer the network counts as gone. */
const NETWORK_TIMEOUT_MS = 4000;

scope.addEventListener('install', (event) => {
  event.waitUntil(cacheAllFiles());
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(takeOverPages());
});

scope.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== location.origin || !pathname.startsWith(folder)) return;
  const name = pathname.slice(folder.length);
  // Whatever has no answer here, the API above all, goes its way as if there were no service worker.
  if (mode === 'navigate') {
    if (name !== '' && name !== 'index.html') return;
    event.respondWith(openPage(event));
    event.waitUntil(deleteOlderCaches());
  } else if (isHashed(name) && !name.includes('/')) {
    event.respondWith(cachedFile(event.request));
  }
});

/** Keeps every file or none: one that is not what the build has made, of another version say, is refused. */
async function cacheAllFiles(): Promise<void> {
  await caches.delete(currentCache);
  const cache = await caches.open(currentCache);
  try {
    await cache.addAll(
      FILES.map(([path, integrity]) => {
        return new Request(path, { integrity, cache: isHashed(path) ? 'default' : 'no-cache' });
      }),
    );
  } catch (error) {
    await caches.delete(currentCache);
    throw error;
  }
  await scope.skipWaiting();
}

/** Serves the open pages from now on, those of older versions too, and tells them which version this is. */
async function takeOverPages(): Promise<void> {
  await scope.registration.navigationPreload?.enable();
  await scope.clients.claim();
  await deleteOlderCaches();
  for (const page of await scope.clients.matchAll()) page.postMessage({ version: VERSION });
}

/** Drops the versions that were kept before this one, but for those of which a page is open. */
async function deleteOlderCaches(): Promise<void> {
  const names = await caches.keys();
  // In the order in which they were made: what comes behind this version is about to take its place.
  for (const name of names.slice(0, Math.max(0, names.indexOf(currentCache)))) {
    if (!name.startsWith(cacheName(folder, ''))) continue;
    await navigator.locks.request(name, { ifAvailable: true }, (free) =>
      free === null ? false : caches.delete(name),
    );
  }
}

/** The page as the network has it, or as it was kept where no answer comes. */
async function openPage({ request, preloadResponse }: FetchEventLike): Promise<Response> {
  const fetched = preloadResponse.then((early) => early ?? fetch(request));
  const patience = new Promise<null>((resolve) => {
    setTimeout(resolve, NETWORK_TIMEOUT_MS, null);
  });
  const answer = await Promise.race([fetched.catch(() => null), patience]);
  return answer ?? (await caches.match(folder, { cacheName: currentCache, ignoreVary: true })) ?? fetched;
}

/** A file as its version was kept, whichever that was: its name says what is in it. */
async function cachedFile(request: Request): Promise<Response> {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request);
}
