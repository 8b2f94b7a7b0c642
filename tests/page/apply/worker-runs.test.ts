// Runs that the Worker carries out, started and followed in the page: the page behind its Worker, over an emulator whose hours take seconds.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openSite } from '../../worker/run-deployment.js';
import { press } from '../setup/actions.js';
import { leave } from '../setup/page-suite.js';
import { type Manner, openBrowser, openVisit, type Visit } from '../setup/visit.js';
import { confirmRun, planOneCreate, stateIs, stepStates } from './setup.js';

/** A wait of six hours takes six seconds. */
const SPEED = 3600;
const browser = await openBrowser();
after(() => browser.close());

type Site = Awaited<ReturnType<typeof openSite>>;

/** A Worker with the page and an account of its own. */
async function withSite(work: (site: Site) => Promise<void>, speed = SPEED): Promise<void> {
  const site = await openSite({ assets: 'dist/www', speed });
  try {
    await work(site);
  } finally {
    await site.close();
  }
}

async function openLive(site: Site, manner: Manner = {}): Promise<Visit> {
  const headers = await site.team.signedIn();
  const visit = await openVisit(browser, site.worker().url.href, {
    ...manner,
    prepare: (page) => page.setExtraHTTPHeaders(headers),
  });
  await visit.page.getByRole('radio', { name: 'Live' }).check();
  await visit.greeted();
  return visit;
}

async function plannedLive(site: Site, manner: Manner = {}): Promise<Visit> {
  const visit = await openLive(site, manner);
  await planOneCreate(visit);
  return visit;
}

test('a plan is handed over to the Worker, followed live over a reload, and the prefix then shows the bindings', () =>
  withSite(async (site) => {
    const visit = await plannedLive(site);
    const { page } = visit;
    assert.match(await visit.read('.plan-apply'), /Goes on without this tab/);
    await confirmRun(visit, '192.0.2.0/25');
    assert.match(await visit.read('#confirm-problem'), /Type 192\.0\.2\.0\/24 to confirm/);
    assert.deepEqual(
      site.asked.filter((one) => one.startsWith('POST')),
      [],
    );
    await confirmRun(visit, '192.0.2.0/24');
    await stateIs(visit, 'Waiting: 1 of 2 steps done');
    assert.match(
      await visit.read('#run'),
      /The Worker carries it out: you can close this tab\. Started by ann@example\.com/,
    );
    assert.match((await stepStates(visit)).join('\n'), /^done\nwaiting until .+ left$/);
    await page.reload();
    await page.getByRole('radio', { name: 'Live' }).check();
    await press(visit, 'Show the run');
    await stateIs(visit, 'Waiting: 1 of 2 steps done');
    await stateIs(visit, 'Done: 2 of 2 steps done');
    assert.deepEqual(await stepStates(visit), ['done', 'done']);
    await press(visit, 'Close run');
    await page.locator('.grid-body [role=row]', { hasText: '192.0.2.8/29' }).waitFor();
    assert.deepEqual(
      site.asked.filter((one) => one.startsWith('POST')),
      ['POST bindings'],
    );
    await leave(visit);
  }));
