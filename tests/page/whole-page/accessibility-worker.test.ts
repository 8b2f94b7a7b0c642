// Every state of the page behind its Worker, in light and dark, wide and narrow: axe finds nothing, and nothing scrolls sideways. Each leaves a screenshot.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMany, openMenu } from '../setup/actions.js';
import { inspect } from '../setup/inspect.js';
import { workerHost } from '../setup/page-suite.js';
import { type Behaviour, BINDINGS_PATH, enveloped, FAITHFUL } from '../setup/upstream.js';
import type { Visit } from '../setup/visit.js';

const emulated = await workerHost();
const live = await workerHost({ live: true });

interface Shown {
  readonly name: string;
  readonly live?: true;
  readonly behaviour?: Behaviour;
  reach(visit: Visit): Promise<unknown>;
}

const v6 = async ({ page }: Visit): Promise<void> => {
  await page.locator('#prefixes .radio').nth(1).click();
  await page.locator('.crumb.current', { hasText: '2001:db8::/32' }).waitFor();
};
const onBindings =
  (body: string): Behaviour =>
  (path) =>
    path === BINDINGS_PATH ? { body } : null;

const STATES: readonly Shown[] = [
  { name: 'answer', reach: (visit) => visit.greeted() },
  { name: 'nested', reach: v6 },
  {
    name: 'zoomed',
    async reach(visit) {
      await v6(visit);
      await visit.page.locator('.block[aria-label^="2001:db8:1000::/36 "]').click();
    },
  },
  {
    name: 'provisioning',
    async reach(visit) {
      await v6(visit);
      await visit.ask('2001:db8:8000::1');
    },
  },
  {
    name: 'outside',
    async reach(visit) {
      await visit.greeted();
      await visit.ask('198.51.100.1');
    },
  },
  {
    name: 'malformed',
    async reach(visit) {
      await visit.greeted();
      await visit.ask('192.0.2.1/24');
    },
  },
  {
    name: 'loading',
    async reach({ page }) {
      await page.route('**/bindings', () => {});
      await page.reload();
      await page.locator('.loading').waitFor();
    },
  },
  {
    name: 'empty',
    behaviour: onBindings(enveloped([]).body),
    reach: ({ page }) => page.locator('.empty').waitFor(),
  },
  {
    name: 'refused',
    behaviour: onBindings(
      JSON.stringify({
        success: false,
        errors: [{ code: 10000, message: 'Authentication error' }],
        messages: [],
        result: null,
      }),
    ),
    reach: ({ page }) => page.locator('.error-notice').waitFor(),
  },
  {
    name: 'unreadable',
    behaviour: onBindings(enveloped([{ id: 'a1', cidr: '192.0.2.999/24', service_id: 'b2' }]).body),
    reach: ({ page }) => page.locator('.excerpt').waitFor(),
  },
  {
    name: 'offline',
    async reach(visit) {
      await visit.greeted();
      await visit.page.context().setOffline(true);
      await visit.page.locator('.offline').waitFor();
    },
  },
  {
    name: 'many',
    async reach(visit) {
      await visit.greeted();
      await openMany(visit);
      await visit.page.fill(
        '#bulk-addresses',
        '192.0.2.1\n192.0.2.77\n192.0.2.256\n198.51.100.1\n192.0.2.200',
      );
      await visit.page.getByRole('button', { name: 'Look up all' }).click();
      await visit.page.locator('.bulk-lookup table').waitFor();
    },
  },
  {
    name: 'compared',
    async reach(visit) {
      await visit.greeted();
      await visit.page.locator('#targets').waitFor();
      await openMenu(visit);
      const then = JSON.stringify([
        { cidr: '192.0.2.0/24', service_id: 'x', service_name: 'Spectrum' },
        { cidr: '192.0.2.64/28', service_id: 'y', service_name: 'CDN' },
      ]);
      await visit.page.locator('#compare').setInputFiles({
        name: 'then.json',
        mimeType: 'application/json',
        buffer: Buffer.from(then),
      });
      await visit.page.locator('.save .change').first().waitFor();
    },
  },
  {
    name: 'findings',
    async reach(visit) {
      await visit.greeted();
      await openMany(visit);
      await visit.page.fill('#targets', '192.0.2.1/24, 198.51.100.0/28');
      await visit.page.locator('.draft-form .severity').first().waitFor();
    },
  },
  {
    name: 'live',
    live: true,
    async reach({ page }) {
      await page.getByRole('radio', { name: 'Live' }).check();
      await page.locator('.token').waitFor();
      await page.fill('#token', 'a'.repeat(40));
      await page.fill('#account', '258def64c72dae45f3e4c8516e2111f2');
      await page.keyboard.press('Enter');
      await page.locator('#answer > *').waitFor();
    },
  },
  {
    name: 'token',
    live: true,
    async reach({ page }) {
      await page.getByRole('radio', { name: 'Live' }).check();
      await page.locator('.token').waitFor();
    },
  },
];

for (const { name, live: isLive, behaviour, reach } of STATES) {
  test(`the state \`${name}\` is accessible and fits, light and dark, wide and narrow`, async () => {
    const host = isLive ? live : emulated;
    host.upstream.behave(behaviour ?? FAITHFUL);
    const visit = await host.visit();
    await reach(visit);
    for (const width of [1280, 360]) {
      await visit.page.setViewportSize({ width, height: 900 });
      await inspect(visit, `${name}-${width}`);
    }
    assert.deepEqual(visit.complaints, []);
    await visit.close();
    host.upstream.behave(FAITHFUL);
  });
}

test('in forced colours the services still differ by letter and line', async () => {
  const visit = await emulated.visit({ forcedColors: true });
  await visit.greeted();
  await visit.shoot('answer-forced-colours');
  assert.deepEqual(await visit.axe(), []);
  const strokes = await visit.page
    .locator('.run .edge')
    .evaluateAll((edges) => edges.map((edge) => getComputedStyle(edge).stroke));
  assert.equal(new Set(strokes).size, 1, 'the system colour replaces every hue');
  const fills = await visit.page
    .locator('.drawing text:not(.marker-text)')
    .evaluateAll((texts) => texts.map((text) => getComputedStyle(text).fill));
  assert.deepEqual([...new Set(fills)], ['rgb(0, 0, 0)'], 'texts in the map have the colour of text');
  assert.deepEqual((await visit.page.locator('.map-texts .block-letter').allTextContents()).slice(0, 3), [
    'M',
    'C',
    'M',
  ]);
  await visit.close();
});
