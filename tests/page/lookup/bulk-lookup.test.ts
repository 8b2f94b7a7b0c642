// Looking up many addresses: the table and the file.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMany, press, saved } from '../setup/actions.js';
import { plainHost, visitForEachTest } from '../setup/page-suite.js';

const host = await plainHost();
const visit = visitForEachTest(host, { prepare: openMany });

/** Pastes into the field. */
const paste = (text: string): Promise<void> =>
  visit.page.locator('#bulk-addresses').evaluate((field, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);

test('100,000 pasted lines are answered, and of one more the page says that it is too many', async () => {
  const lines = Array.from({ length: 100_000 }, (_, at) => `192.0.${at % 7}.${at % 256}`).join('\n');
  await paste(lines);
  await press(visit, 'Look up all');
  await visit.page.locator('.bulk-lookup-answers', { hasText: '100,000 answers' }).waitFor();
  assert.ok((await visit.page.locator('.bulk-lookup *').count()) < 2000);
  const { bytes } = await saved(visit, 'Download as CSV');
  assert.equal(bytes.toString().trimEnd().split('\r\n').length, 100_001);
  await paste(`\n${'192.0.2.1\n'.repeat(1000)}`);
  await press(visit, 'Look up all');
  await visit.page
    .locator('.bulk-lookup', { hasText: '101,000 addresses are too many; the limit is 100,000.' })
    .waitFor();
});

test('thousands of addresses give a table with the first answers and a file with all', async () => {
  const addresses = Array.from({ length: 5000 }, (_, at) => `192.0.${at % 5 === 0 ? 3 : 2}.${at % 256}`);
  const text = [...addresses, '192.0.2.256', '=1+1', '2001:db8::1'].join('\n');
  await paste(text);
  await press(visit, 'Look up all');
  await visit.page.locator('.bulk-lookup-answers table').waitFor();
  assert.match(await visit.read('.bulk-lookup-answers'), /5,003 answers/);
  assert.match(await visit.read('.bulk-lookup-answers'), /2 not an address/);
  const { name, bytes } = await saved(visit, 'Download as CSV');
  assert.match(name, /^owners-\d{4}-\d\d-\d\d\.csv$/);
  const lines = bytes.toString().trimEnd().split('\r\n');
  assert.equal(lines.length, 5004);
  assert.equal(lines[1], '192.0.3.0,,,,,,not in this account');
  assert.equal(lines[2], '192.0.2.1,192.0.2.0/24,CDN,c0de0000000000000000000000000cd1,192.0.2.1/32,active,');
  assert.equal(lines.at(-3), '192.0.2.256,,,,,,not an address');
  assert.equal(lines.at(-2), "'=1+1,,,,,,not an address", 'no spreadsheet takes it for a formula');
});
