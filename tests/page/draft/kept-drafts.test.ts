// Drafts are never lost: reload, another source, a link in the same tab, another prefix, and data that were read again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addBinding, openV6, press } from '../setup/actions.js';
import { leave, plainHost, workerHost } from '../setup/page-suite.js';
import { BINDINGS_PATH, enveloped, FAITHFUL } from '../setup/upstream.js';
import type { Visit } from '../setup/visit.js';

const plain = await plainHost();

const changes = (visit: Visit): Promise<readonly string[]> =>
  visit.page.locator('#draft .change code').allInnerTexts();
const hasDraft = (visit: Visit, cidr: string): Promise<void> =>
  visit.page.locator('#draft .change', { hasText: cidr }).waitFor();

test('a draft with its notes survives a reload, another source, another prefix and a link, and can be undone', async () => {
  const visit = await plain.visit();
  const { page } = visit;
  await visit.greeted();
  await page.locator('#targets').waitFor();
  await addBinding(visit, '192.0.2.16/29', 'CDN');
  await page.fill('#notes', 'ticket 17');
  await page.reload();
  await hasDraft(visit, '192.0.2.16/29');
  assert.equal(await page.inputValue('#notes'), 'ticket 17');
  await page.getByRole('radio', { name: 'File' }).check();
  await page.fill('#paste', JSON.stringify([{ cidr: '203.0.113.0/24', service_id: 'mt' }]));
  await press(visit, 'Open the pasted text');
  await page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  assert.deepEqual(await changes(visit), []);
  await page.getByRole('radio', { name: 'Demo' }).check();
  await hasDraft(visit, '192.0.2.16/29');
  await openV6(visit);
  assert.deepEqual(await changes(visit), []);
  await page.evaluate(() => {
    location.hash =
      '#byoip1.q1YqKEpNy6xQslIytDTSM9ADYn0jEyUdpeLUorLM5NRiJavoaCXfxPTMZIWQosS84swSpVidaCVnFz-l2FgdpaTMvJTMvHSIMlQjDEDqYEKG-sZGSjqGOkD78ssyizPz84C6lFBUGFnoG5kq6egagsxNKUpMK0Ex1NBM38gSaASmqRAdefklINcqlWdUWik8aphzeE_e4fXJ-SmpjxrmKjya0aRUCwA';
  });
  await page.locator('.label', { hasText: 'shared by link' }).waitFor();
  await hasDraft(visit, '192.0.2.16/29');
  await press(visit, 'Discard draft');
  await page.getByRole('radio', { name: 'Demo' }).check();
  await hasDraft(visit, '192.0.2.16/29');
  assert.equal(await page.evaluate(() => location.hash), '', 'the address no longer names the link');
  await page.evaluate(() => history.back());
  await press(visit, 'Undo');
  await leave(visit);
});

test('a fragment that is not understood is a damaged link, and a place on the page is not', async () => {
  for (const fragment of ['#Byoip1.abc', '#yoip1.q1YqKEpNy6xQslIytDTSM9ADYn0', '#byoip9.abc', '#%00']) {
    const visit = await plain.visit({ fragment });
    await visit.page.locator('.error-notice').waitFor();
    assert.match(await visit.read('.error-notice'), /This link cannot be opened/, fragment);
    await leave(visit);
  }
  const visit = await plain.visit({ fragment: '#lookup' });
  await visit.greeted();
  await leave(visit);
});

const worker = await workerHost();

test('live data can be read again: the draft stays, and says where the account has changed since', async () => {
  const visit = await worker.visit();
  await visit.greeted();
  await visit.page.locator('#targets').waitFor();
  assert.match(await visit.read('#prefix'), /Read\s+\d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  await addBinding(visit, '192.0.2.1/32', 'Spectrum');
  worker.upstream.behave((path) =>
    path === BINDINGS_PATH
      ? enveloped([
          {
            id: 'a',
            cidr: '192.0.2.0/24',
            service_id: '2db684ee7ca04e159946fd05b99e1bcd',
            service_name: 'Magic Transit',
            provisioning: { state: 'active' },
          },
          {
            id: 'b',
            cidr: '192.0.2.1/32',
            service_id: '2db684ee7ca04e159946fd05b99e1bcd',
            service_name: 'Magic Transit',
            provisioning: { state: 'active' },
          },
        ])
      : null,
  );
  await press(visit, 'Refresh');
  await visit.page.locator('[data-code="draft-drift"]').waitFor();
  assert.match(
    await visit.read('.draft-drift'),
    /192\.0\.2\.1\/32 had CDN when it was drafted, and has Magic Transit now/,
  );
  assert.deepEqual(await changes(visit), ['192.0.2.1/32']);
  assert.match(await visit.read('#answer'), /192\.0\.2\.1 belongs to\s+M?\s*Magic Transit/);
  assert.ok(await visit.page.evaluate(() => document.activeElement?.matches('.refresh')), 'the focus stays');
  worker.upstream.behave(FAITHFUL);
  await press(visit, 'Refresh');
  await visit.page.locator('[data-code="draft-drift"]').waitFor({ state: 'detached' });
  await leave(visit);
});
