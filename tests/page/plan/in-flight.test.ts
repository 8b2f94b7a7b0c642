// The plan of a draft whose start is not settled: the panel says what it takes for granted, and begins with a wait.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind, choose, LIST, opened, planned, press } from '../setup/actions.js';
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

test('bindings that are not active are writes on their way: the plan waits for them before it deletes, and says so', async () => {
  const visit = await opened(plain, START);
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

test('of a start that is settled only the deletions of the last hours are taken for granted', async () => {
  const visit = await opened(plain, LIST);
  await bind(visit, '192.0.2.16/28', 'Spectrum');
  await press(visit, 'Plan');
  await planned(visit, '3 creates, 3 deletes');
  assert.equal(await visit.page.locator('.plan-assumptions li').count(), 1);
  assert.match(await visit.read('.plan-assumptions'), /in the last 6 hours/);
  await leave(visit);
});

test('under the gate for a majority, a plan that only binds waits until that is active', async () => {
  const visit = await opened(plain, LIST);
  await bind(visit, '192.0.2.128/28', 'CDN');
  await press(visit, 'Plan');
  await planned(visit, '1 create');
  await choose(visit, 'active');
  await visit.page.locator('.plan-wait', { hasText: 'wait until active' }).waitFor();
  await leave(visit);
});
