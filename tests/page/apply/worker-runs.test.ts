// Runs that the Worker carries out, started and followed in the page: the page behind its Worker, over an emulator whose hours take seconds.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Byoip, runStatus } from 'byoip';
import { SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';
import { openSite, type Site } from '../../worker/run-deployment.js';
import { openMenu, planned, press, saved } from '../setup/actions.js';
import { leave } from '../setup/page-suite.js';
import { type Manner, openBrowser, openVisit, type Visit } from '../setup/visit.js';
import { confirmRun, planDefault, planOneCreate, stateIs, stepStates, tabTo } from './setup.js';

/** A wait of six hours takes twelve seconds. */
const SPEED = 1800;
const browser = await openBrowser();
after(() => browser.close());

/** A Worker with the page and an account of its own. `passHours` puts the clock of its API forward. */
async function withSite(
  work: (site: Site, passHours: (hours: number) => void) => Promise<void>,
  speed = SPEED,
): Promise<void> {
  let passed = 0;
  const site = await openSite({ assets: 'dist/www', speed, now: () => Date.now() + passed });
  const passHours = (hours: number): void => {
    passed += (hours * 3_600_000) / speed;
  };
  try {
    await work(site, passHours);
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

async function inspect(visit: Visit, name: string): Promise<void> {
  assert.deepEqual(await visit.axe(), [], name);
  assert.equal(await visit.scrollsSideways(), false, name);
  await visit.shoot(`worker-run-${name}`);
}

const focusedText = ({ page }: Visit): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent ?? '');

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

for (const width of [360, 1280]) {
  test(`by keyboard a run of the Worker is started, paused and resumed, and axe finds nothing in its states: ${width}`, () =>
    withSite(async (site, passHours) => {
      const visit = await plannedLive(site, { width });
      const { page } = visit;
      const keys = async (name: string): Promise<void> => {
        await tabTo(visit, name);
        await page.keyboard.press('Enter');
      };
      await inspect(visit, `${width}-confirm`);
      await tabTo(visit, 'confirm');
      await page.keyboard.type('192.0.2.0/24');
      await page.keyboard.press('Enter');
      await stateIs(visit, 'Waiting: 1 of 2 steps done');
      await inspect(visit, `${width}-waiting`);
      await keys('Pause');
      await stateIs(visit, 'Paused: 1 of 2 steps done');
      assert.equal(await focusedText(visit), 'Run of 192.0.2.0/24');
      assert.match(
        await visit.read('#run'),
        /Nothing is sent until you resume\. Started by ann@example\.com/,
      );
      await inspect(visit, `${width}-paused`);
      passHours(6);
      await keys('Resume');
      await stateIs(visit, 'Done: 2 of 2 steps done');
      await keys('Close run');
      await openMenu(visit);
      await press(visit, 'Runs of the Worker');
      await page.locator('.run-list', { hasText: 'Done: 2 of 2 steps done.' }).waitFor();
      assert.match(
        await visit.read('.run-list'),
        /Show the run of 192\.0\.2\.0\/24.*Started .+ UTC by ann@example\.com/s,
      );
      await inspect(visit, `${width}-list`);
      await leave(visit);
    }, 1));
}

test('a prefix that another person has in a run is refused with the cure, the confirmation stays, and that run can be shown', () =>
  withSite(async (site) => {
    const visit = await plannedLive(site);
    const { id } = await site.start();
    await confirmRun(visit, '192.0.2.0/24');
    const refusal = '.plan-apply .error-notice';
    await visit.page.locator(refusal, { hasText: 'prefix-in-run' }).waitFor();
    assert.match(
      await visit.read(refusal),
      /The run did not start.*has not ended.*wait for its end, or abandon it/is,
    );
    assert.match(await visit.read('.plan-apply'), /A run of this prefix is not finished/);
    assert.equal(await visit.page.inputValue('#confirm'), '192.0.2.0/24');
    assert.deepEqual(await visit.axe(), []);
    await visit.page.locator('.plan-apply').getByRole('button', { name: 'Show the run' }).click();
    await visit.page.locator('.run-abandon summary').click();
    await press(visit, 'Abandon the run');
    await stateIs(visit, 'Abandoned');
    assert.equal((await site.report(id)).status.state, 'abandoned');
    const { bytes } = await saved(visit, 'Download journal');
    assert.equal(runStatus(bytes).runId, id);
    await leave(visit);
  }, 1));

test('a plan that no longer holds is refused; the bindings are read again, and the draft is still there', () =>
  withSite(async (site) => {
    const visit = await plannedLive(site);
    const client = new Byoip({
      apiToken: 'a-token-of-some-length',
      accountId: SEED_ACCOUNT_ID,
      env: {},
      fetch: site.emulator.fetch,
    });
    const other = { cidr: '192.0.2.128/29', service_id: SEED_SERVICES.spectrum.id };
    await client.addressing.prefixes.serviceBindings.create(SEED_PREFIXES.v4.id, other);
    const before = await visit.read('.plan-fingerprint');
    await confirmRun(visit, '192.0.2.0/24');
    const refusal = visit.page.locator('.plan-apply .error-notice', { hasText: 'plan-changed' });
    await refusal.waitFor();
    assert.match(
      await visit.read('.plan-apply .error-notice'),
      /Plan again, and read the new plan; nothing was written/,
    );
    await press(visit, 'Read the bindings again');
    await refusal.waitFor({ state: 'detached' });
    await planned(visit, '1 create');
    assert.notEqual(await visit.read('.plan-fingerprint'), before);
    await confirmRun(visit, '192.0.2.0/24');
    await stateIs(visit, /of \d steps? done/);
    await leave(visit);
  }));

test('a question of the Worker’s run is answered in the page; an answer that does not arrive is said, and can be given again', () =>
  withSite(async (site) => {
    const visit = await openLive(site);
    const { page } = visit;
    await planDefault(visit);
    await confirmRun(visit, '192.0.2.0/24');
    await page.locator('.run-block[data-code="delete-default"]').waitFor();
    await stateIs(visit, 'Stopped, needs you: 1 of 5 steps done');
    assert.match(await visit.read('.run-block'), /Step 2 deletes the default binding of 192\.0\.2\.0\/24/);
    await page.route('**/api/runs/*/answer', (route) => route.abort());
    await press(visit, 'Answer “delete”');
    await page.locator('#run [role=alert]', { hasText: 'The run did not take the command' }).waitFor();
    await page.unrouteAll();
    await press(visit, 'Answer “delete”');
    await page.locator('.run-block[data-code="refused"]').waitFor();
    assert.equal(await page.locator('#run [role=alert]').count(), 0);
    assert.match(await visit.read('.run-block'), /default_binding_advertised/);
    await leave(visit);
  }));

test('while the Worker does not answer the page says that it cannot read the run, and then follows it again', () =>
  withSite(async (site, passHours) => {
    const visit = await plannedLive(site);
    const { page } = visit;
    await confirmRun(visit, '192.0.2.0/24');
    await stateIs(visit, 'Waiting: 1 of 2 steps done');
    await page.route(/\/api\/runs/, (route) => route.abort());
    await page.locator('#run .error-notice', { hasText: 'The runs of the Worker cannot be read' }).waitFor();
    await stateIs(visit, 'Waiting: 1 of 2 steps done');
    await page.unrouteAll();
    await page.locator('#run .error-notice').waitFor({ state: 'detached' });
    await stateIs(visit, 'Waiting: 1 of 2 steps done');
    const { runs } = (await (await site.send('GET', '/api/runs')).json()) as { runs: { id: string }[] };
    await site.send('POST', `/api/runs/${runs[0]?.id}/pause`);
    await stateIs(visit, 'Paused: 1 of 2 steps done');
    passHours(6);
    await site.send('POST', `/api/runs/${runs[0]?.id}/resume`);
    await stateIs(visit, 'Done: 2 of 2 steps done');
    await leave(visit);
  }, 1));

test('where the Worker is read only its runs are shown, and cannot be changed', () =>
  withSite(async (site) => {
    const { id } = await site.start();
    await site.restart({ READ_ONLY: 'true' });
    const visit = await openLive(site);
    await press(visit, 'Show the run');
    await visit.page.locator('.run-step').first().waitFor();
    assert.match(await visit.read('#run'), /The Worker is read only: this page only shows the run/);
    for (const name of ['Pause', 'Resume', 'Abandon the run'])
      assert.equal(await visit.page.getByRole('button', { name, exact: true }).isVisible(), false, name);
    assert.equal((await site.report(id)).status.state, 'running');
    await leave(visit);
  }, 1));
