// A live upstream: the page asks for a token, stores it nowhere, and never calls the API directly.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { workerHost } from '../setup/page-suite.js';
import { FAITHFUL } from '../setup/upstream.js';

const CANARY = 'canary-5f0d9b3ce1';
const host = await workerHost({ live: true });

test('a token opens the account, and is in no storage, URL or element afterwards', async () => {
  const visit = await host.visit();
  const { page } = visit;
  await page.getByRole('radio', { name: 'Live' }).check();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.getByLabel('Account ID').fill(SEED_ACCOUNT_ID);
  await page.getByLabel('API token').fill(CANARY);
  await visit.shoot('token-form');
  await page.getByRole('button', { name: 'Connect' }).click();
  await visit.greeted();
  assert.match(await visit.read('#source'), /live/);
  assert.doesNotMatch(await visit.read('body'), /nothing here is real/);
  assert.match(await visit.ask('192.0.2.1'), /CDN/);
  const kept = await page.evaluate(async () =>
    JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll('input')].map(({ value }) => value),
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      location.href,
      (await indexedDB.databases()).length,
      await caches.keys(),
    ]),
  );
  assert.ok(!kept.includes(CANARY), 'the token is nowhere');
  assert.ok(asked.length > 3);
  for (const url of asked) assert.ok(url.startsWith(host.url) && !url.includes(CANARY), url);
  await page.getByRole('button', { name: 'Forget token' }).click();
  await page.getByLabel('API token').waitFor();
  assert.equal(await page.locator('#map').isVisible(), false);
  assert.deepEqual(visit.complaints, []);
  await visit.close();
});

test('a source that the user selects before the Worker answers stays selected', async () => {
  let answer: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const visit = await host.visit({
    prepare: (page) =>
      page.route('**/api/about', async (route) => {
        await asked;
        await route.continue();
      }),
  });
  await visit.page.getByRole('radio', { name: 'Live' }).check();
  answer();
  await visit.page.getByLabel('API token').waitFor();
  assert.equal(await visit.page.getByRole('radio', { name: 'Live' }).isChecked(), true);
  assert.deepEqual(visit.complaints, []);
  await visit.close();
});

test('a rejected token differs from other errors, and the user can enter another one', async () => {
  host.upstream.behave(() => ({
    status: 403,
    body: JSON.stringify({
      success: false,
      errors: [{ code: 9109, message: 'Invalid access token' }],
      messages: [],
      result: null,
    }),
  }));
  const visit = await host.visit();
  const { page } = visit;
  await page.getByRole('radio', { name: 'Live' }).check();
  await page.getByLabel('Account ID').fill(SEED_ACCOUNT_ID);
  await page.getByLabel('API token').fill(CANARY);
  await page.keyboard.press('Enter');
  await page.locator('.error-notice').waitFor();
  assert.match(await visit.read('.error-notice'), /9109 Invalid access token/);
  host.upstream.behave(FAITHFUL);
  await page.getByRole('button', { name: 'Use another token' }).click();
  await page.getByLabel('Account ID').fill(SEED_ACCOUNT_ID);
  await page.getByLabel('API token').fill(`${CANARY}-2`);
  await page.keyboard.press('Enter');
  await visit.greeted();
  assert.deepEqual(visit.complaints, []);
  await visit.close();
});
