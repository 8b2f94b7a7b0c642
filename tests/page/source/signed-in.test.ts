// The page behind Access: the Worker has the token, so the page asks for none and never gets to know it.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { serveEmulator } from '../../ring/setup/emulator-server.js';
import { deployBehind, OWN_TOKEN, openTeam } from '../../worker/sign-in.js';
import { confirmRun, planOneCreate, stateIs } from '../apply/setup.js';
import { openBrowser, openVisit } from '../setup/visit.js';

const team = await openTeam();
const emulator = await serveEmulator();
const worker = await deployBehind(team, emulator, SEED_ACCOUNT_ID, {}, { assets: 'dist/www' });
const browser = await openBrowser();
after(async () => {
  await browser.close();
  await worker.close();
  await emulator.close();
  await team.close();
});

test('behind Access the page opens the account without a token, names who is signed in, and never has the token of the Worker', async () => {
  for (const width of [360, 1280]) {
    const headers = await team.signedIn('ann.with.a.rather.long.name@example.com');
    const asked: string[] = [];
    const visit = await openVisit(browser, worker.url.href, {
      width,
      prepare: async (page) => {
        await page.setExtraHTTPHeaders(headers);
        page.on('request', (request) => asked.push(`${request.url()} ${request.headers().authorization}`));
      },
    });
    const { page } = visit;
    await page.getByRole('radio', { name: 'Live' }).check();
    await page.locator('#source').getByText('ann.with.a.rather.long.name@example.com').waitFor();
    await visit.greeted();
    assert.equal(await page.getByLabel('API token').count(), 0);
    assert.match(await visit.ask('192.0.2.1'), /CDN/);
    assert.equal(await visit.scrollsSideways(), false, `${width}`);
    assert.deepEqual(await visit.axe(), []);
    const kept = await page.evaluate(() =>
      JSON.stringify([
        document.documentElement.outerHTML,
        { ...localStorage },
        { ...sessionStorage },
        location.href,
      ]),
    );
    assert.ok(!kept.includes(OWN_TOKEN));
    assert.ok(asked.some((one) => one.includes('/api/accounts/')));
    for (const one of asked) assert.ok(one.startsWith(worker.url.href) && one.endsWith(' undefined'), one);
    await visit.shoot(`signed-in-${width}`);
    assert.deepEqual(visit.complaints, []);
    await visit.close();
  }
  assert.ok(!worker.log().includes(OWN_TOKEN));
});

test('behind Access a plan is applied with the token of the Worker, and the page sends none', async () => {
  const headers = await team.signedIn();
  const sent: string[] = [];
  const visit = await openVisit(browser, worker.url.href, {
    prepare: async (page) => {
      await page.setExtraHTTPHeaders(headers);
      page.on('request', (request) => sent.push(`${request.method()} ${request.headers().authorization}`));
    },
  });
  await visit.page.getByRole('radio', { name: 'Live' }).check();
  await visit.greeted();
  await planOneCreate(visit);
  await confirmRun(visit, '192.0.2.0/24');
  await stateIs(visit, 'Waiting: 1 of 2 steps done');
  assert.deepEqual(
    sent.filter((one) => one.startsWith('POST')),
    ['POST undefined'],
  );
  assert.ok(sent.every((one) => one.endsWith(' undefined')));
  assert.deepEqual(visit.complaints, []);
  await visit.close();
});

test('a page that did not come through Access is refused as a whole', async () => {
  const response = await fetch(worker.url);
  assert.equal(response.status, 403);
  assert.doesNotMatch(await response.text(), /<script/);
});
