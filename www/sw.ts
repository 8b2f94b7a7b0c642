// The service worker: caches the files of the page, but no responses of the API, so that the page works offline.

import { cacheName, isHashed } from './cache-names.js';

/** The version of the page, and its files with their Subresource Integrity; the build defines both. */
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
/** The part of a service worker's global scope that is used here. */
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
/** Without a response after this time the page comes from the cache. */
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
  // Other requests, above all to the API, go to the network as without a service worker.
  if (mode === 'navigate') {
    if (name !== '' && name !== 'index.html') return;
    event.respondWith(openPage(event));
    event.waitUntil(deleteOlderCaches());
  } else if (isHashed(name) && !name.includes('/')) {
    event.respondWith(cachedFile(event.request));
  }
});

/** Caches every file or none: the integrity check refuses a file of another version. */
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

/** Takes control of all open pages, including those of older versions, and tells them the new version. */
async function takeOverPages(): Promise<void> {
  await scope.registration.navigationPreload?.enable();
  await scope.clients.claim();
  await deleteOlderCaches();
  for (const page of await scope.clients.matchAll()) page.postMessage({ version: VERSION });
}

/** Deletes the caches of older versions that no open page uses. */
async function deleteOlderCaches(): Promise<void> {
  const names = await caches.keys();
  // The names are in the order of creation: caches after this one belong to newer versions.
  for (const name of names.slice(0, Math.max(0, names.indexOf(currentCache)))) {
    if (!name.startsWith(cacheName(folder, ''))) continue;
    await navigator.locks.request(name, { ifAvailable: true }, (free) =>
      free === null ? false : caches.delete(name),
    );
  }
}

/** The page from the network, or from the cache where no response comes in time. */
async function openPage({ request, preloadResponse }: FetchEventLike): Promise<Response> {
  const fetched = preloadResponse.then((early) => early ?? fetch(request));
  const timeout = new Promise<null>((resolve) => {
    setTimeout(resolve, NETWORK_TIMEOUT_MS, null);
  });
  const answer = await Promise.race([fetched.catch(() => null), timeout]);
  return answer ?? (await caches.match(folder, { cacheName: currentCache, ignoreVary: true })) ?? fetched;
}

/** A file from the cache of any version, since the hash in its name identifies its content. */
async function cachedFile(request: Request): Promise<Response> {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request);
}
