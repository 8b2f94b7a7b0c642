// The save panel: links, snapshots, comparisons and files, also with hostile names.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { BindingTable, readSnapshot, writeSnapshot } from 'byoip';
import { addBinding, openMenu, press, saved } from '../setup/actions.js';
import { plainHost, visitForEachTest } from '../setup/page-suite.js';

const host = await plainHost();
const visit = visitForEachTest(host, { until: '#targets', prepare: openMenu });

const openHostile = (names: readonly string[]): Promise<void> =>
  visit.page.evaluate((list) => {
    const clipboardData = new DataTransfer();
    const bindings = list.map((name, at) => ({
      cidr: at === 0 ? '203.0.113.0/24' : `203.0.113.${at * 16}/28`,
      service_id: `s${at}`,
      service_name: name,
    }));
    clipboardData.setData('text/plain', JSON.stringify(bindings));
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, names);
const HOSTILE = [
  '=HYPERLINK("http://x")',
  '</svg><script>alert(1)</script>',
  '| a | `b` | <img src=x>',
  'CDN\u202e)evil(',
];

test('a link opens with the bindings and the draft, with IDs on request only', async () => {
  await addBinding(visit, '192.0.2.16-192.0.2.23', 'CDN');
  await openMenu(visit);
  await press(visit, 'Share link');
  await visit.page.locator('#link').waitFor();
  const link = await visit.page.inputValue('#link');
  const other = await host.visit({ fragment: `#${link.split('#')[1]}` });
  await other.greeted();
  await other.page.locator('.change').waitFor();
  assert.match(await other.read('#source'), /not verified/);
  assert.match(await other.read('.summary'), /8 addresses move from Magic Transit to CDN/);
  assert.match(await other.ask('192.0.2.17'), /With the draft:\s+C?\s*CDN/);
  assert.doesNotMatch(await other.read('#bindings'), /0429b49b|258def64/);
  assert.deepEqual(other.complaints, []);
  await other.close();
  await visit.page.getByLabel('include IDs').check();
  await press(visit, 'Share link');
  await visit.page.waitForFunction((short) => {
    const field = document.querySelector<HTMLInputElement>('#link');
    return field !== null && field.value.length > short;
  }, link.length);
  const withIds = await host.visit({
    fragment: `#${(await visit.page.inputValue('#link')).split('#')[1]}`,
  });
  await withIds.greeted();
  await withIds.page.locator('#bindings [title="0429b49b6a5155297b78e75a44b09e14"]').waitFor();
  await withIds.close();
});

test('a hostile link opens nothing and says why, and hostile names in a link are shown as text', async () => {
  const bad = await host.visit({ fragment: '#byoip1.<img src=x onerror=alert(1)>' });
  await bad.page.locator('.error-notice').waitFor();
  assert.match(await bad.read('.error-notice'), /This link cannot be opened/);
  await bad.page.getByRole('radio', { name: 'Demo' }).check();
  await bad.greeted();
  assert.deepEqual(bad.complaints, []);
  await bad.close();
  const shared = {
    prefix: '192.0.2.0/24',
    services: HOSTILE.map((name) => [name]),
    bindings: HOSTILE.map((_, at) => [at === 0 ? '192.0.2.0/24' : `192.0.2.${at * 16}/28`, at, '<i>odd</i>']),
    draft: [],
    notes: '<script>alert(1)</script>',
  };
  const packed = deflateRawSync(JSON.stringify(shared)).toString('base64url');
  const hostile = await host.visit({ fragment: `#byoip1.${packed}` });
  await hostile.greeted();
  await hostile.page.locator('#targets').waitFor();
  assert.equal(await hostile.page.locator('main img, main script, main i').count(), 0);
  assert.ok(!(await hostile.read('main')).includes('\u202e'));
  assert.deepEqual(hostile.complaints, []);
  await hostile.close();
});

test('a snapshot contains the whole account, opens in the core, and has no differences from the account', async () => {
  const { bytes } = await saved(visit, 'Take a snapshot');
  const table = BindingTable.fromEnvelope(bytes);
  assert.equal(table.size, 45);
  table.dispose();
  const text = bytes.toString();
  assert.match(
    text,
    /^\{"byoip_snapshot":2,\n"account_id":"258def64c72dae45f3e4c8516e2111f2",\n"taken_at":"[^"]+Z",\n/,
  );
  assert.equal(writeSnapshot(bytes), text, 'it is canonical');
  const cidrs = readSnapshot(bytes).prefixes.flatMap(({ bindings }) => bindings.map(({ cidr }) => cidr));
  assert.deepEqual(cidrs.slice(0, 4), [
    '192.0.2.0/24',
    '192.0.2.1/32',
    '2001:db8::/32',
    '2001:db8:1000::/36',
  ]);
  await visit.page.setInputFiles('#compare', {
    name: 'then.json',
    mimeType: 'application/json',
    buffer: bytes,
  });
  await visit.page.locator('.save-feedback .summary', { hasText: 'No differences in 2 prefixes.' }).waitFor();
});

test('a comparison lists what was added, removed and moved, and drafts a rollback', async () => {
  const then = [
    { cidr: '192.0.2.0/24', service_id: '2db684ee7ca04e159946fd05b99e1bcd', service_name: 'Magic Transit' },
    { cidr: '192.0.2.1/32', service_id: 'another id', service_name: 'Spectrum' },
    { cidr: '192.0.2.64/28', service_id: 'gone', service_name: 'CDN' },
  ];
  const buffer = Buffer.from(JSON.stringify(then));
  await visit.page.setInputFiles('#compare', { name: 'then.json', mimeType: 'application/json', buffer });
  await visit.page.locator('.save-feedback .summary', { hasText: '2 differences' }).waitFor();
  const told = (await visit.read('.save-feedback .changes')).replace(/\s+/g, ' ');
  assert.match(told, /moved 192\.0\.2\.1\/32 SP? Spectrum → C CDN/);
  assert.match(told, /removed 192\.0\.2\.64\/28 CD? CDN/);
  await press(visit, 'Draft a rollback of 192.0.2.0/24');
  await visit.page.locator('#draft-bar .summary', { hasText: '2 changes' }).waitFor();
  assert.deepEqual(await visit.page.locator('#draft .change code').allInnerTexts(), [
    '192.0.2.1/32',
    '192.0.2.64/28',
  ]);
});

test('every file contains the draft, and JSON opens again', async () => {
  await addBinding(visit, '192.0.2.16/29', 'CDN');
  await openMenu(visit);
  const json = await saved(visit, 'JSON');
  assert.match(json.name, /^bindings-192-0-2-0-24-draft-\d{4}-\d\d-\d\d\.json$/);
  const table = BindingTable.fromEnvelope(json.bytes);
  assert.equal(table.resolve('192.0.2.17').owner?.serviceName, 'CDN');
  table.dispose();
  const sheet = (await saved(visit, 'CSV')).bytes.toString();
  assert.match(sheet, /192\.0\.2\.16\/29,CDN,c0de0000000000000000000000000cd1,8,draft,/);
  const report = (await saved(visit, 'Markdown')).bytes.toString();
  assert.match(report, /\| add \| `192\.0\.2\.16\/29` \| {2}\| CDN \|/);
  assert.match(
    report,
    /^# Service bindings of 192\.0\.2\.0\/24, draft\n\n256 addresses\. DRAFT: nothing was sent\. From the demo/,
  );
  const drawing = (await saved(visit, 'SVG')).bytes.toString();
  assert.match(drawing, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.doesNotMatch(drawing, /style=|<script|href|@import|url\((?!#byoip-)|var\(/);
  assert.match(drawing, /192\.0\.2\.0\/24: before and after/);
  assert.match(
    drawing,
    />DRAFT: nothing was sent<[\s\S]*>From the demo: an invented account; read \d{4}-\d\d-\d\d \d\d:\d\d UTC; saved \d{4}-/,
  );
  assert.match(drawing, /192\.0\.2\.16\/29 goes to CDN, is new/);
  const picture = await saved(visit, 'PNG');
  assert.deepEqual([...picture.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.ok(picture.bytes.length > 5000);
});

test('hostile names run nothing in any saved file', async () => {
  await openHostile(HOSTILE);
  await visit.page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  const sheet = (await saved(visit, 'CSV')).bytes.toString();
  assert.match(sheet, /"'=HYPERLINK\(""http:\/\/x""\)"/);
  const report = (await saved(visit, 'Markdown')).bytes.toString();
  assert.doesNotMatch(report, /<img|<script/);
  assert.match(report, /\\\| a \\\| \\`b\\`/);
  const drawing = (await saved(visit, 'SVG')).bytes.toString();
  assert.doesNotMatch(drawing, /<script/);
  for (const text of [sheet, report, drawing]) assert.ok(!text.includes('\u202e'));
});

test('a link of more than 2,000 characters is given with the advice to save a file', async () => {
  const hosts = Array.from(
    { length: 400 },
    (_, at) =>
      `2001:db8:${((at * 7919) % 65_536).toString(16)}:${((at * 104_729) % 65_536).toString(16)}::/64`,
  );
  await visit.page.locator('#prefixes .radio').nth(1).click();
  await visit.page.locator('.crumb.current', { hasText: '2001:db8::/32' }).waitFor();
  await addBinding(visit, hosts.join('\n'), 'CDN');
  await openMenu(visit);
  await press(visit, 'Share link');
  await visit.page.locator('.save-feedback', { hasText: 'some programs cut links over 2,000' }).waitFor();
});
