// Every state of demo, files, links and drafts, in light and dark, wide and narrow: axe finds nothing, and nothing scrolls sideways.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMany, openMenu } from '../setup/actions.js';
import { inspect } from '../setup/inspect.js';
import { plainHost } from '../setup/page-suite.js';
import type { Visit } from '../setup/visit.js';

const host = await plainHost();

const press = ({ page }: Visit, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
const paste = async ({ page }: Visit, text: string): Promise<void> => {
  await page.fill('#paste', text);
  await page.getByRole('button', { name: 'Open the pasted text' }).click();
};

interface Place {
  readonly name: string;
  /** Leads on from the place before. */
  reach(visit: Visit): Promise<unknown>;
}

const PLACES: readonly Place[] = [
  { name: 'demo', reach: ({ page }) => page.locator('.draft-form .example').waitFor() },
  {
    name: 'proposed',
    async reach({ page }) {
      await page.locator('.draft-form .example').click();
      await page.locator('.feedback', { hasText: 'Adds' }).waitFor();
    },
  },
  {
    name: 'drafted',
    async reach(visit) {
      await press(visit, 'Add binding');
      await visit.page.locator('.change').waitFor();
    },
  },
  {
    name: 'slip',
    async reach({ page }) {
      await page.fill('#targets', '192.0.2.64/28, 192.0.2.33/29');
      await page.locator('.feedback mark').waitFor();
    },
  },
  {
    name: 'objection',
    async reach({ page }) {
      await page.fill('#targets', '');
      await page
        .locator('#service option:not(:disabled)', { hasText: 'Magic Transit' })
        .waitFor({ state: 'attached' });
      await page.selectOption('#service', { label: 'Magic Transit' });
      await page.fill('#targets', '192.0.2.128/25');
      await page.locator('.feedback .is-error').first().waitFor();
    },
  },
  {
    name: 'selected',
    async reach({ page }) {
      await page.locator('.grid-body [role=row]', { hasText: '192.0.2.1/32' }).click();
      await page.locator('.selected-cidr').waitFor();
    },
  },
  {
    name: 'many',
    async reach(visit) {
      await openMany(visit);
      await visit.page.fill('#bulk-addresses', '192.0.2.1\n192.0.2.17, 192.0.2.300\n198.51.100.4');
      await press(visit, 'Look up all');
      await visit.page.locator('.bulk-lookup-answers table').waitFor();
    },
  },
  {
    name: 'shared',
    async reach(visit) {
      await openMenu(visit);
      await press(visit, 'Share link');
      await visit.page.locator('#link').waitFor();
    },
  },
  {
    name: 'compared',
    async reach({ page }) {
      const then = [
        {
          cidr: '192.0.2.0/24',
          service_id: '2db684ee7ca04e159946fd05b99e1bcd',
          service_name: 'Magic Transit',
        },
        { cidr: '192.0.2.64/28', service_id: 'gone', service_name: 'Spectrum' },
      ];
      const buffer = Buffer.from(JSON.stringify(then));
      await page.setInputFiles('#compare', { name: 'then.json', mimeType: 'application/json', buffer });
      await page.locator('.save-feedback .summary').waitFor();
    },
  },
  {
    name: 'demo-nested',
    async reach({ page }) {
      await page.locator('#prefixes .radio').nth(1).click();
      await page.locator('.crumb.current', { hasText: '2001:db8::/32' }).waitFor();
      await page.locator('.rule-findings .finding').first().waitFor();
    },
  },
  {
    name: 'no-worker',
    async reach({ page }) {
      await page.getByRole('radio', { name: 'Live' }).check();
      await page.locator('.error-notice').waitFor();
    },
  },
  {
    name: 'file',
    async reach({ page }) {
      await page.getByRole('radio', { name: 'File' }).check();
      await page.locator('.file-panel').waitFor();
    },
  },
  {
    name: 'file-refused',
    async reach(visit) {
      await paste(
        visit,
        '[\n{"cidr":"192.0.2.0/24","service_id":"a"},\n{"cidr":"192.0.2.300/32","service_id":"b"}]',
      );
      await visit.page.locator('.outcome .error-notice').waitFor();
    },
  },
  {
    name: 'file-opened',
    async reach(visit) {
      await press(visit, 'Insert an example');
      await press(visit, 'Open the pasted text');
      await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
    },
  },
  {
    name: 'nothing-bound',
    async reach(visit) {
      const link = `#byoip1.${EMPTY_LINK}`;
      await visit.page.evaluate((hash) => {
        location.hash = hash;
      }, link);
      await visit.page.locator('.empty').waitFor();
    },
  },
  {
    name: 'link-refused',
    async reach({ page }) {
      await page.evaluate(() => {
        location.hash = '#byoip1.AAAA';
      });
      await page.locator('.error-notice').waitFor();
    },
  },
];

/** `{"prefix":"192.0.2.0/24","services":[["CDN"]],"bindings":[],"draft":[],"notes":""}` */
const EMPTY_LINK =
  'q1YqKEpNy6xQslIytDTSM9ADYn0jEyUdpeLUorLM5NRiJavoaCVnFz-l2FgdpaTMvJTMvHSQIJCXUpSYVgJh5uWXgJQqKdUCAA';

for (const width of [1280, 360]) {
  test(`every state of the page is accessible and fits, light and dark, ${width} px wide`, async () => {
    const visit = await host.visit({ width });
    await visit.greeted();
    for (const { name, reach } of PLACES) {
      await reach(visit);
      await inspect(visit, `${name}-${width}`);
      assert.deepEqual(visit.complaints, [], name);
    }
    await visit.close();
  });
}

test('in forced colours a draft still differs from the current bindings', async () => {
  const visit = await host.visit({ forcedColors: true });
  await visit.greeted();
  await visit.page.locator('.draft-form .example').click();
  await press(visit, 'Add binding');
  await visit.page.locator('.change').waitFor();
  await visit.shoot('drafted-forced-colours');
  assert.deepEqual(await visit.axe(), []);
  await visit.close();
});
