// A comparison covers the whole account, and names the prefixes that it did not look at.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addBinding, openMenu, press } from '../setup/actions.js';
import { largeSnapshot, openSnapshot } from '../setup/large-account.js';
import { leave, plainHost } from '../setup/page-suite.js';

const host = await plainHost();

test('in an account of 30 prefixes a difference in any of them is found, and a rollback replaces the draft', async () => {
  const snapshot = largeSnapshot({ count: 200 });
  const visit = await host.visit();
  await openSnapshot(visit, 'compare-account', snapshot);
  await openMenu(visit);
  const { prefixes } = snapshot;
  const changed = prefixes.map((one, at) => {
    if (at === 17) return { ...one, bindings: one.bindings.filter((_, index) => index !== 5) };
    const bindings = one.bindings.map((binding, index) =>
      at === 3 && index === 3
        ? { ...binding, service_id: prefixes[0]?.bindings[0]?.service_id ?? null, service_name: 'CDN' }
        : binding,
    );
    return { ...one, bindings };
  });
  const kept = changed.slice(0, 28);
  const buffer = Buffer.from(JSON.stringify({ ...snapshot, prefixes: kept }));
  await visit.page.setInputFiles('#compare', { name: 'then.json', mimeType: 'application/json', buffer });
  await visit.page
    .locator('.save-feedback .summary', { hasText: '2 differences in 2 of 28 prefixes.' })
    .waitFor();
  const feedback = await visit.read('.save-feedback');
  assert.match(
    feedback,
    /Not compared: 2 prefixes that the file does not contain: 10\.28\.0\.0\/16, 2001:db8:e800::\/37\./,
  );
  assert.match(feedback, /10\.17\.0\.0\/16\s+added\s+10\.17\.0\.40\/32/);
  await press(visit, 'Draft a rollback of 10.3.0.0/16');
  await visit.page.locator('.crumb.current', { hasText: '10.3.0.0/16' }).waitFor();
  await visit.page.locator('#draft-bar .summary', { hasText: '1 change; 1 address moves' }).waitFor();
  // The rollback replaces what was drafted, and can be undone.
  await press(visit, 'Discard draft');
  await addBinding(visit, '10.3.9.0/24', 'CDN');
  await openMenu(visit);
  await press(visit, 'Draft a rollback of 10.3.0.0/16');
  await visit.page.locator('#draft .change', { hasText: '10.3.0.24/32' }).waitFor();
  assert.deepEqual(await visit.page.locator('#draft .change code').allInnerTexts(), ['10.3.0.24/32']);
  await press(visit, 'Undo');
  await visit.page.locator('#draft .change', { hasText: '10.3.9.0/24' }).waitFor();
  // Where many prefixes differ, it says how many are not listed.
  await openMenu(visit);
  const fewer = prefixes.map((one) => ({ ...one, bindings: one.bindings.slice(0, -1) }));
  const all = Buffer.from(JSON.stringify({ ...snapshot, prefixes: fewer }));
  await visit.page.setInputFiles('#compare', {
    name: 'fewer.json',
    mimeType: 'application/json',
    buffer: all,
  });
  await visit.page
    .locator('.save-feedback .summary', { hasText: '30 differences in 30 of 30 prefixes.' })
    .waitFor();
  assert.equal(await visit.page.locator('.save-feedback .comparison').count(), 20);
  assert.match(await visit.read('.save-feedback'), /10 more prefixes differ\./);
  await leave(visit);
});
