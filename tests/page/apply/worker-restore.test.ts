// Restores that the page hands over to the Worker: the page behind its Worker, over an emulator whose hours take seconds.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Byoip } from 'byoip';
import { SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';
import { openSite, type Site } from '../../worker/run-deployment.js';
import { drop, openMenu, press, saved } from '../setup/actions.js';
import { leave } from '../setup/page-suite.js';
import { openBrowser, openVisit, type Visit } from '../setup/visit.js';
import { stateIs } from './setup.js';

const browser = await openBrowser();
after(() => browser.close());
/** A wait of six hours takes six seconds. */
const site: Site = await openSite({ assets: 'dist/www', speed: 3600 });
after(() => site.close());

const writer = new Byoip({
  apiToken: 'a-token-of-some-length',
  accountId: SEED_ACCOUNT_ID,
  env: {},
  fetch: site.emulator.fetch,
});
const bindings = writer.addressing.prefixes.serviceBindings;
const { v4, v6 } = SEED_PREFIXES;
/** Takes a host away from its service, as somebody with another tool does. */
async function removeHost(prefixId: string): Promise<void> {
  const hosts = (await bindings.list(prefixId)).filter(({ cidr }) => cidr !== v4.cidr && cidr !== v6.cidr);
  const [host] = hosts;
  assert.ok(host);
  await bindings.delete(host.id, { prefix_id: prefixId });
}

async function openLive(): Promise<Visit> {
  const headers = await site.team.signedIn();
  const visit = await openVisit(browser, site.worker().url.href, {
    prepare: (page) => page.setExtraHTTPHeaders(headers),
  });
  await visit.page.getByRole('radio', { name: 'Live' }).check();
  await visit.greeted();
  return visit;
}

async function compare({ page }: Visit, snapshot: Buffer): Promise<void> {
  await page.setInputFiles('#drift-snapshot', {
    name: 'before.json',
    mimeType: 'application/json',
    buffer: snapshot,
  });
  await page.locator('#restore-confirm').waitFor();
}

async function confirm({ page }: Visit, text: string): Promise<void> {
  await page.fill('#restore-confirm', text);
  await page.press('#restore-confirm', 'Enter');
}

/** A page whose account has lost a binding of each prefix since a snapshot. */
async function openWithLosses(): Promise<{
  visit: Visit;
  bytes: Buffer;
  before: ReturnType<typeof site.bound>;
}> {
  const visit = await openLive();
  await openMenu(visit);
  const { bytes } = await saved(visit, 'Take a snapshot');
  const before = site.bound();
  await removeHost(v4.id);
  await removeHost(v6.id);
  return { visit, bytes, before };
}

test('a restore of two prefixes is handed over to the Worker and followed to its end; one that no longer fits is refused with the cure', async () => {
  const { visit, bytes, before } = await openWithLosses();
  const { page } = visit;
  assert.notDeepEqual(site.bound(), before);
  await compare(visit, bytes);
  assert.match(await visit.read('#drift'), /Goes on without this tab/);
  assert.deepEqual(await visit.axe(), []);
  await bindings.create(v4.id, { cidr: '192.0.2.200/32', service_id: SEED_SERVICES.spectrum.id });
  const asked = site.asked.length;
  await confirm(visit, '1');
  assert.match(await visit.read('#restore-problem'), /Type 2 to confirm\. Nothing was sent/);
  await confirm(visit, '2');
  await page.locator('#drift .error-notice', { hasText: 'plan-changed' }).waitFor();
  assert.deepEqual(
    site.asked.slice(asked).filter((one) => /^(POST|DELETE|PATCH)/.test(one)),
    [],
    'nothing is written',
  );
  await press(visit, 'Compare again');
  await page.locator('#drift .error-notice').waitFor({ state: 'detached' });
  await confirm(visit, '2');
  await stateIs(visit, 'Done:');
  assert.match(await visit.read('#run'), /Run of 2 prefixes/);
  assert.deepEqual(
    site.bound().filter((one) => !one.startsWith('192.0.2.200')),
    before,
  );
  await leave(visit);
});

test('a prefix can be left out of what the Worker restores, and this tab can carry it out instead', async () => {
  const { visit, bytes, before } = await openWithLosses();
  const { page } = visit;
  await page.keyboard.press('Escape');
  await drop(visit, 'before.json', bytes.toString());
  assert.match(await visit.read('.dropped-file'), /What is this file for\?\s+before\.json/);
  await press(visit, 'Compare the account with it');
  await page.locator('#restore-confirm').waitFor();
  await page.locator(`[id="restore-${v6.cidr}"]`).click();
  await confirm(visit, v4.cidr);
  await stateIs(visit, 'Done:');
  assert.match(await visit.read('#run'), new RegExp(`Run of ${v4.cidr.replaceAll('.', '\\.')}`));
  assert.deepEqual(site.bound(), before);
  await openMenu(visit);
  await compare(visit, bytes);
  await page.locator('#drift').getByRole('radio', { name: 'in this tab' }).press('Space');
  await confirm(visit, v6.cidr);
  await stateIs(visit, /Runs? while this tab is open|Waiting|Running|Done/);
  assert.match(await visit.read('#run'), /Runs while this tab is open|Done: /);
  await leave(visit);
});
