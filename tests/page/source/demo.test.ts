// The page on a plain file host, in a folder, without a Worker and its headers.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { leave, plainHost } from '../setup/page-suite.js';
import type { Visit } from '../setup/visit.js';

const host = await plainHost();
let asked: string[];
let visit: Visit;
beforeEach(async () => {
  asked = [];
  visit = await host.visit({
    prepare: async (page) => page.on('request', (request) => asked.push(request.url())),
  });
});
afterEach(() => leave(visit));

test('the demo opens by itself on a plain file host, and requests nothing but the files', async () => {
  await visit.greeted();
  assert.match(await visit.read('#source'), /demo: nothing here is real/);
  assert.match(await visit.ask('192.0.2.1'), /CDN/);
  await visit.page.locator('#prefixes .radio').nth(1).click();
  await visit.page.locator('.crumb.current', { hasText: '2001:db8::/32' }).waitFor();
  assert.match(await visit.ask('2001:db8:4200:53::1'), /Spectrum/);
  assert.match(await visit.read('#bindings-title'), /43 bindings/);
  for (const url of asked) {
    assert.ok(url.startsWith(host.url), url);
    assert.doesNotMatch(url, /\/api\//);
  }
});

test('without the Worker’s headers the policy in the page applies', async () => {
  await visit.greeted();
  const broken = await visit.page.evaluate(async () => {
    const breaches: string[] = [];
    const heard = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => {
        event.stopImmediatePropagation();
        breaches.push(event.violatedDirective);
        if (breaches.length === 2) resolve();
      });
    });
    const script = document.createElement('script');
    script.append('window.ran = true');
    document.body.append(script);
    await fetch('https://elsewhere.invalid/').catch(() => {});
    await heard;
    return { breaches: breaches.sort(), ran: 'ran' in window };
  });
  assert.deepEqual(broken, { breaches: ['connect-src', 'require-trusted-types-for'], ran: false });
  // What Chromium itself said of these two is no complaint of the page.
  (visit.complaints as string[]).length = 0;
});

test('live without a Worker is an error that says so, and the demo is one click away', async () => {
  await visit.greeted();
  await visit.page.getByRole('radio', { name: 'Live' }).check();
  await visit.page.locator('.error-notice').waitFor();
  assert.match(await visit.read('.error-notice'), /There is no Worker behind this page/);
  assert.equal(await visit.page.locator('#map').isVisible(), false);
  assert.ok(!asked.some((url) => url.includes('/api/')), 'no request had to fail for it');
  await visit.page.getByRole('radio', { name: 'Demo' }).check();
  await visit.greeted();
  assert.equal(await visit.page.locator('.error-notice').count(), 0);
});

test('the data source is a group of three radio buttons that keeps the focus', async () => {
  await visit.greeted();
  const choice = visit.page.getByRole('group', { name: 'Data source' });
  assert.deepEqual(await choice.getByRole('radio').count(), 3);
  await visit.page.getByRole('radio', { name: 'Demo' }).focus();
  await visit.page.keyboard.press('ArrowRight');
  await visit.page.locator('.error-notice').waitFor();
  await visit.page.keyboard.press('ArrowRight');
  await visit.page.locator('.file-panel').waitFor();
  assert.equal(await visit.page.evaluate(() => document.activeElement?.getAttribute('value')), 'file');
});
