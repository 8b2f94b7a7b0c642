// Plans that start while bindings are still rolling out: the assumptions, and the wait at the beginning.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addBinding, choose, LIST, openPasted, planned, press } from '../setup/actions.js';
import { leave, plainHost } from '../setup/page-suite.js';

const plain = await plainHost();

/** A block of the CDN whose two halves are on their way to Spectrum. */
const START = [
  { id: 'id-0', cidr: '192.0.2.0/24', service_id: 'mt', service_name: 'Magic Transit', state: 'active' },
  { id: 'id-1', cidr: '192.0.2.0/25', service_id: 'cdn', service_name: 'CDN', state: 'active' },
  {
    id: 'id-2',
    cidr: '192.0.2.0/26',
    service_id: 'spectrum',
    service_name: 'Spectrum',
    state: 'provisioning',
  },
  {
    id: 'id-3',
    cidr: '192.0.2.64/26',
    service_id: 'spectrum',
    service_name: 'Spectrum',
    state: 'provisioning',
  },
].map(({ state, ...binding }) => ({ ...binding, provisioning: { state } }));

test('the plan waits for bindings that are not active before it deletes, and lists them as assumptions', async () => {
  const visit = await openPasted(plain, START);
  const { page } = visit;
  await page.locator('[role="row"]', { hasText: '192.0.2.0/25' }).first().click();
  await press(visit, 'Remove');
  await press(visit, 'Plan');
  await planned(visit, '1 delete');
  assert.match(await visit.read('.plan-assumptions'), /192\.0\.2\.0\/26/);
  assert.match(await visit.read('.plan-batch'), /^No API call yet/);
  assert.match(await visit.read('.plan-timeline'), /wait 6 hours[\s\S]*delete/);
  await leave(visit);
});

test('with active bindings the plan assumes only that there were no recent deletions', async () => {
  const visit = await openPasted(plain, LIST);
  await addBinding(visit, '192.0.2.16/28', 'Spectrum');
  await press(visit, 'Plan');
  await planned(visit, '3 creates, 3 deletes');
  assert.equal(await visit.page.locator('.plan-assumptions li').count(), 1);
  assert.match(await visit.read('.plan-assumptions'), /in the last 6 hours/);
  await leave(visit);
});

test('with the option `API says active`, a plan that only creates waits until the binding is active', async () => {
  const visit = await openPasted(plain, LIST);
  await addBinding(visit, '192.0.2.128/28', 'CDN');
  await press(visit, 'Plan');
  await planned(visit, '1 create');
  await choose(visit, 'active');
  await visit.page.locator('.plan-wait', { hasText: 'wait until active' }).waitFor();
  await leave(visit);
});
