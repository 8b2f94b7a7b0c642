// The first binding of a prefix without bindings can be drafted and planned.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addBinding, planned, press } from '../setup/actions.js';
import { largeSnapshot } from '../setup/large-account.js';
import { leave, plainHost } from '../setup/page-suite.js';

const host = await plainHost();

test('the first binding of an empty prefix is planned without a refusal', async () => {
  const snapshot = largeSnapshot({ prefixes: 1, count: 1 });
  const [first] = snapshot.prefixes;
  const empty = { ...snapshot, prefixes: [{ ...first, bindings: [] }] };
  const visit = await host.visit();
  const { page } = visit;
  await visit.greeted();
  await page.getByRole('radio', { name: 'File' }).check();
  await page.fill('#paste', JSON.stringify(empty));
  await press(visit, 'Open the pasted text');
  await page.locator('.empty').waitFor();
  assert.equal(await page.locator('#map').isVisible(), false);
  await addBinding(visit, '10.0.0.0/16', 'Magic Transit');
  await press(visit, 'Plan');
  await planned(visit, '1 create');
  assert.equal(await page.locator('.safety-check').count(), 0);
  assert.equal(await visit.read('.plan-blocked'), '');
  await leave(visit);
});
