// The table that the page prints instead of the treegrid.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainHost, visitForEachTest } from '../setup/page-suite.js';

const host = await plainHost();
const visit = visitForEachTest(host, { until: '#targets' });

test('a print shows every binding and no controls', async () => {
  await visit.page.locator('#prefixes .radio').nth(1).click();
  await visit.page.locator('.crumb.current', { hasText: '2001:db8::/32' }).waitFor();
  await visit.page.emulateMedia({ media: 'print' });
  await visit.page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  assert.equal(await visit.page.locator('.print-table tbody tr').count(), 43);
  for (const control of ['.source-picker', '.lookup-form', '.draft-form', '#save', '#bulk-lookup']) {
    assert.equal(await visit.page.locator(control).isVisible(), false, control);
  }
  await visit.page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  assert.equal(await visit.page.locator('.print-table tbody tr').count(), 0);
});
