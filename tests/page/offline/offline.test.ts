// Offline: the page opens, plans and exports once it has been loaded, and a newer version does not break an open page.

import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { before, beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { addBinding, openMenu, planned, press } from '../setup/actions.js';
import { plainHost, workerHost } from '../setup/page-suite.js';
import type { Visit } from '../setup/visit.js';

const CANARY = 'canary-0ff11ne7c3';
const NEWER = 'target/newer-page';
before(makeNewer);
const plain = await plainHost();
const live = await workerHost({ live: true });
beforeEach(() => plain.deploy());

/** The same page as the next version of it: every file has another hash in its name, and the title says so. */
async function makeNewer(): Promise<void> {
  rmSync(NEWER, { recursive: true, force: true });
  cpSync('dist/www', NEWER, { recursive: true });
  const names = readdirSync(NEWER);
  const hashes = names.flatMap((name) => /-([A-Z0-9]{8})\.\w+$/.exec(name)?.[1] ?? []);
  const renew = (text: string): string =>
    hashes.reduce((all, hash) => all.replaceAll(hash, [...hash].reverse().join('')), text);
  for (const name of names) {
    const path = join(NEWER, name);
    if (/\.(js|css|html)$/.test(name)) writeFileSync(path, renew(readFileSync(path, 'utf8')));
    if (name === 'index.html') {
      writeFileSync(path, readFileSync(path, 'utf8').replace('<title>', '<title>newer '));
    }
    renameSync(path, join(NEWER, renew(name)));
  }
  const builder = pathToFileURL(resolve('scripts/build/service-worker.mjs')).href;
  const { buildServiceWorker } = (await import(builder)) as {
    buildServiceWorker(folder: string): Promise<void>;
  };
  await buildServiceWorker(NEWER);
}

const kept = ({ page }: Visit): Promise<void> =>
  page.locator('#offline-copy', { hasText: 'Works offline' }).waitFor();
const openLive = async ({ page }: Visit): Promise<void> => {
  await page.getByRole('radio', { name: 'Live' }).check();
  await page.getByLabel('Account ID').fill(SEED_ACCOUNT_ID);
  await page.getByLabel('API token').fill(CANARY);
  await page.getByRole('button', { name: 'Connect' }).click();
};
/** Everything that this origin keeps in the browser: names of caches, addresses, headers and bodies. */
const keepsakes = ({ page }: Visit): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const all: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        const headers = JSON.stringify([...request.headers, ...(answer?.headers ?? [])]);
        all.push(`${name} ${new URL(request.url).pathname} ${headers} ${await answer?.text()}`);
      }
    }
    return all;
  });

test('once loaded, the page opens offline, and drafts, plans, exports and shares', async () => {
  const visit = await plain.visit({ keeps: true });
  const { page } = visit;
  await visit.greeted();
  await kept(visit);
  await page.context().setOffline(true);
  const before = plain.asked().length;
  await page.reload();
  await visit.greeted();
  // What is kept is asked of the service worker, whose answer comes after the greeting.
  const said = 'You are offline. Demo, files, drafts and plans still work';
  await page.locator('.offline', { hasText: said }).waitFor();
  assert.match(await visit.read('#source'), /demo: nothing here is real/);
  assert.match(await visit.ask('192.0.2.77'), /Magic Transit/);
  await addBinding(visit, '192.0.2.16/29', 'CDN');
  await press(visit, 'Plan');
  await planned(visit, '1 create; 8 addresses');
  await page.selectOption('#plan-format', { label: 'Python' });
  const [program] = await Promise.all([page.waitForEvent('download'), press(visit, 'Download')]);
  assert.match(await readFile(await program.path(), 'utf8'), /192\.0\.2\.16\/29/);
  await openMenu(visit);
  const [sheet] = await Promise.all([page.waitForEvent('download'), press(visit, 'CSV')]);
  assert.match(await readFile(await sheet.path(), 'utf8'), /192\.0\.2\.16\/29,CDN/);
  await press(visit, 'Share link');
  await page.goto(await page.inputValue('#link'));
  await page.reload();
  await page.locator('.summary', { hasText: '8 addresses' }).waitFor();
  await page.goto(`${plain.url}index.html`);
  await visit.greeted();
  // The browser may look for a newer service worker by itself, and that request does not see the emulated network.
  const asked = plain.asked().slice(before);
  assert.deepEqual(
    asked.filter((path) => !path.endsWith('/sw.js')),
    [],
    'the host was not reached',
  );
  assert.deepEqual(await visit.axe(), []);
  assert.deepEqual(visit.complaints, []);
  await visit.close();
});

test('behind its Worker the page opens offline as the demo, and online as live', async () => {
  const visit = await live.visit({ keeps: true });
  const { page } = visit;
  await kept(visit);
  await page.context().setOffline(true);
  await page.reload();
  await visit.greeted();
  assert.match(await visit.read('#source'), /demo: nothing here is real/);
  assert.equal(await page.locator('.error-notice').count(), 0);
  await page.getByRole('radio', { name: 'Live' }).check();
  await page.locator('.error-notice', { hasText: 'You are offline' }).waitFor();
  assert.match(await visit.read('.error-notice'), /the demo and files need no connection/);
  await page.context().setOffline(false);
  await page.locator('.offline').waitFor({ state: 'detached' });
  await press(visit, 'Try again');
  await openLive(visit);
  await visit.greeted();
  assert.match(await visit.ask('192.0.2.1'), /CDN/);
  const lines = visit.complaints.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'));
  assert.deepEqual(lines, []);
  await visit.close();
});

test('a live session caches the files of the page only', async () => {
  const visit = await live.visit({ keeps: true });
  await kept(visit);
  await visit.page.reload();
  await openLive(visit);
  await visit.greeted();
  assert.match(await visit.ask('192.0.2.1'), /CDN/);
  const all = await keepsakes(visit);
  const files = readdirSync('dist/www').filter((name) => name !== 'sw.js' && name !== 'index.html');
  assert.deepEqual(
    all.map((one) => one.split(' ')[3]).sort(),
    ['/', ...files.map((name) => `/${name}`)].sort(),
  );
  for (const one of all) assert.ok(!one.includes(CANARY) && !/authorization/i.test(one.slice(0, 2000)));
  assert.deepEqual(visit.complaints, []);
  await visit.close();
});

test('the cached page runs under its policy, and no other script becomes its service worker', async () => {
  const visit = await live.visit({ keeps: true });
  const { page } = visit;
  await kept(visit);
  await page.context().setOffline(true);
  await page.reload();
  await visit.greeted();
  const told = await page.evaluate(async () => {
    const script = document.createElement('script');
    const breaches: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      event.stopImmediatePropagation();
      breaches.push(event.violatedDirective);
    });
    try {
      script.append('window.ran = true');
      document.body.append(script);
    } catch {}
    const registered = await navigator.serviceWorker.register('./main.js').then(
      () => 'registered',
      (error: Error) => error.name,
    );
    await new Promise((done) => setTimeout(done));
    const header = (await caches.match('/'))?.headers.get('content-security-policy') ?? '';
    return { registered, ran: 'ran' in window, breaches, header };
  });
  assert.equal(told.ran, false);
  assert.match(told.header, /frame-ancestors 'none'/, 'the headers of the Worker are kept too');
  assert.equal(told.registered, 'TypeError');
  assert.deepEqual([...new Set(told.breaches)], ['require-trusted-types-for']);
  await visit.close();
});

test('a newer version takes over, and an open page of the older one still finds its files', async () => {
  const older = await plain.visit({ keeps: true });
  await older.greeted();
  await kept(older);
  const caches = (visit: Visit): Promise<number> =>
    visit.page.evaluate(async () => (await window.caches.keys()).length);
  plain.deploy(NEWER);
  const newer = await older.another();
  assert.match(await newer.page.title(), /^newer /);
  await kept(newer);
  await older.page.locator('#offline-copy', { hasText: 'A newer version' }).waitFor();
  await older.shoot('newer-version');
  // What it plans with was not fetched yet, and the host does not have it any more.
  await addBinding(older, '192.0.2.16/29', 'CDN');
  await press(older, 'Plan');
  await planned(older, '1 create; 8 addresses');
  assert.deepEqual(older.complaints, []);
  assert.equal(await caches(newer), 2);
  await older.page.close();
  await newer.page.reload();
  await newer.page.waitForFunction(async () => (await window.caches.keys()).length === 1);
  await newer.page.context().setOffline(true);
  await newer.page.reload();
  await newer.greeted();
  assert.match(await newer.page.title(), /^newer /);
  assert.deepEqual(newer.complaints, []);
  await newer.close();
});

test('a file that differs from the build is not cached, nor are the others, and the version before stays', async () => {
  const visit = await plain.visit({ keeps: true });
  const { page } = visit;
  await visit.greeted();
  await kept(visit);
  const names = (): Promise<readonly string[]> => page.evaluate(() => caches.keys());
  const before = await names();
  const [name = ''] = readdirSync(NEWER).filter((one) => one.startsWith('demo-'));
  const whole = readFileSync(join(NEWER, name));
  writeFileSync(join(NEWER, name), `${whole}\n// not ours`);
  plain.deploy(NEWER);
  const fate = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const fated = new Promise<string>((resolve) => {
      registration.addEventListener('updatefound', () => {
        const { installing } = registration;
        installing?.addEventListener('statechange', () => resolve(installing.state));
      });
    });
    await registration.update().catch(() => {});
    return fated;
  });
  assert.equal(fate, 'redundant');
  assert.deepEqual(await names(), before);
  plain.deploy();
  writeFileSync(join(NEWER, name), whole);
  await page.context().setOffline(true);
  await page.reload();
  await visit.greeted();
  await visit.close();
});

test('a network that never responds counts as offline', async () => {
  const visit = await plain.visit({ keeps: true });
  await kept(visit);
  plain.deploy(null);
  await visit.page.reload();
  await visit.greeted();
  assert.match(await visit.ask('192.0.2.1'), /CDN/);
  assert.deepEqual(visit.complaints, []);
  await visit.close();
});
