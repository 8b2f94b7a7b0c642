// Looking up, switching prefixes and zooming, by mouse and by keyboard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitForEachTest, workerHost } from '../setup/page-suite.js';

const host = await workerHost();
const visit = visitForEachTest(host);

const pick = async (index: number): Promise<void> => {
  await visit.page.locator('#prefixes .radio').nth(index).click();
  await visit.page
    .locator('.crumb.current', { hasText: index === 0 ? '192.0.2.0/24' : '2001:db8::/32' })
    .waitFor();
};
const focused = (): Promise<string> =>
  visit.page.evaluate(() => {
    const { activeElement: active } = document;
    return active?.id || active?.getAttribute('aria-label') || active?.textContent || '';
  });
const widthOf = async (block: string): Promise<number> =>
  (await visit.page.locator(`.block[aria-label^="${block} "] .tint`).boundingBox())?.width ?? 0;

test('the three example addresses get their answers, each with its reason', async () => {
  const cdn = await visit.ask('192.0.2.1');
  assert.match(cdn, /192\.0\.2\.1 belongs to\s+C?\s*CDN/);
  assert.match(cdn, /192\.0\.2\.1\/32/);
  assert.match(cdn, /Magic Transit\s+192\.0\.2\.0\/24\s+overridden/);
  const transit = await visit.ask('192.0.2.77');
  assert.match(transit, /192\.0\.2\.77 belongs to\s+M?\s*Magic Transit/);
  assert.doesNotMatch(transit, /CDN/);
  const outside = await visit.ask('198.51.100.1');
  assert.match(outside, /is not in\s+this account/);
  assert.doesNotMatch(outside, /belongs to/);
});

test('the first screen labels the emulator, shows the state of the prefix, and answers one address', async () => {
  assert.match(await visit.read('#source'), /emulator: nothing here is real/);
  const facts = await visit.read('#prefix');
  for (const fact of [/256 addresses/, /approved/, /advertised/, /AS13335/]) assert.match(facts, fact);
  assert.match(await visit.read('#answer'), /CDN/);
});

test('the strip has a run for each change of owner, the rows one block for each binding, and the table one row', async () => {
  assert.equal(await visit.page.locator('.run').count(), 3);
  assert.equal(await visit.page.locator('.block').count(), 2);
  assert.deepEqual(await visit.page.locator('.block-cell .mono').allInnerTexts(), [
    '192.0.2.0/24',
    '192.0.2.1/32',
  ]);
  assert.match(await visit.read('.legend'), /Magic Transit\s+255 addresses\s+C?\s*CDN\s+1 address/);
});

test('a single address of 256 is wide enough to read and to click', async () => {
  assert.ok((await widthOf('192.0.2.1/32')) >= 24);
  await pick(1);
  for (const block of ['2001:db8:1234::53/128', '2001:db8:1234:ff00::/56']) {
    assert.ok((await widthOf(block)) >= 24, block);
  }
});

test('the marker of the looked-up address is on its owner', async () => {
  await visit.ask('192.0.2.1');
  const knot = await visit.page.locator('.marker-dot.owner').boundingBox();
  const block = await visit.page.locator('.block[aria-label^="192.0.2.1/32 "] .ring').boundingBox();
  assert.ok(knot && block);
  const [x, y] = [knot.x + knot.width / 2, knot.y + knot.height / 2];
  assert.ok(block.x <= x && x <= block.x + block.width);
  assert.ok(block.y <= y && y <= block.y + block.height);
  await visit.ask('198.51.100.1');
  assert.equal(await visit.page.locator('.marker').count(), 0);
});

test('the other prefix opens with its own bindings, and its provisioning binding names the fallback', async () => {
  await pick(1);
  assert.equal(await visit.page.locator('.grid-body [role=row]').count(), 6);
  const answer = await visit.ask('2001:db8:8000::1');
  assert.match(answer, /Spectrum/);
  assert.match(answer, /still rolling out/);
  assert.match(answer, /CDN\s+2001:db8::\/32\s+used until rollout ends/);
  assert.match(await visit.ask('2001:db8:1234:ff00::1'), /regional: not a service/);
});

test('a prefix that the user leaves while it loads is never shown', async () => {
  const late: (() => Promise<void>)[] = [];
  await visit.page.route('**/prefixes/6b0f*/**', (route) => void late.push(() => route.continue()));
  await visit.page.locator('#prefixes .radio').nth(1).click();
  await visit.page.locator('.loading').waitFor();
  await pick(0);
  for (const arrive of late) await arrive();
  await visit.page.waitForTimeout(100);
  assert.ok(late.length >= 2, 'the list of prefixes reads them too');
  assert.match(await visit.read('#answer'), /CDN/);
  assert.equal(await visit.page.locator('.grid-body [role=row]').count(), 2);
});

test('an address in another prefix of the account opens that prefix, and is looked up there', async () => {
  await visit.ask('2001:db8:1234::53');
  await visit.page.locator('.owner', { hasText: 'Spectrum' }).waitFor();
  assert.match(await visit.read('#answer'), /2001:db8:1234::53 belongs to/);
});

test('a click on a block zooms to it, and the breadcrumb leads back', async () => {
  await pick(1);
  const before = await widthOf('2001:db8:1234::/48');
  await visit.page.locator('.block[aria-label^="2001:db8:1234::/48 "]').click();
  assert.ok((await widthOf('2001:db8:1234::/48')) > 2 * before);
  assert.deepEqual(await visit.page.locator('.crumb').allInnerTexts(), [
    '2001:db8::/32',
    '2001:db8:1000::/36',
    '2001:db8:1234::/48',
  ]);
  await visit.page.locator('.crumb', { hasText: '2001:db8:1000::/36' }).click();
  assert.equal(await visit.read('.crumb.current'), '2001:db8:1000::/36');
  await visit.page.locator('.crumb').first().click();
  assert.equal(await visit.read('.crumb.current'), '2001:db8::/32');
  assert.ok(Math.abs((await widthOf('2001:db8:1234::/48')) - before) < 1);
});

test('a look-up of an address outside the zoom zooms out', async () => {
  await pick(1);
  await visit.page.locator('.block[aria-label^="2001:db8:1000::/36 "]').click();
  await visit.ask('2001:db8:9000::1');
  assert.equal(await visit.read('.crumb.current'), '2001:db8::/32');
  assert.equal(await visit.page.locator('.marker-text').textContent(), '2001:db8:9000::1');
});

test('a click on the strip looks up the first address of the run, and a click on a row zooms the map', async () => {
  await visit.page.locator('.run').nth(2).click();
  assert.match(await visit.read('.asked'), /192\.0\.2\.2 belongs to/);
  await visit.page.locator('.grid-body [role=row]', { hasText: '192.0.2.1/32' }).click();
  assert.equal(await visit.read('.crumb.current'), '192.0.2.1/32');
});

test('the keyboard alone looks up, switches, zooms in and out, and the focus is never lost', async () => {
  const { keyboard } = visit.page;
  await keyboard.press('/');
  assert.equal(await focused(), 'address');
  await keyboard.type('192.0.2.77');
  await keyboard.press('Enter');
  assert.match(await visit.read('#answer'), /Magic Transit/);
  await keyboard.press('/');
  assert.equal(await visit.page.inputValue('#address'), '192.0.2.77/', 'in the field it is a character');
  await visit.page.locator('#prefixes input[type=radio]').first().focus();
  await keyboard.press('ArrowRight');
  await visit.page.locator('.crumb.current', { hasText: '2001:db8::/32' }).waitFor();
  assert.ok(await visit.page.evaluate(() => document.activeElement?.matches('#prefixes input:checked')));
  await visit.page.locator('.drawing [tabindex="0"]').focus();
  assert.match(await focused(), /^2001:db8::\/32 /);
  await keyboard.press('ArrowDown');
  assert.match(await focused(), /^2001:db8:1000::\/36 /);
  await keyboard.press('End');
  assert.match(await focused(), /^2001:db8:8000::\/33 /);
  await keyboard.press('ArrowLeft');
  assert.match(await focused(), /^2001:db8:1000::\/36 /);
  await keyboard.press('Enter');
  assert.equal(await visit.read('.crumb.current'), '2001:db8:1000::/36');
  assert.match(await focused(), /^2001:db8:1000::\/36 /);
  await keyboard.press('Escape');
  assert.equal(await visit.read('.crumb.current'), '2001:db8::/32');
  assert.match(await focused(), /^2001:db8:1000::\/36 /);
  await keyboard.press('ArrowUp');
  await keyboard.press('ArrowUp');
  assert.match(await focused(), /Enter looks up/);
  await keyboard.press('Enter');
  assert.match(await visit.read('#answer'), /belongs to/);
  assert.equal(
    await visit.page.locator('.drawing [tabindex="0"]').count(),
    1,
    'one tab stop for the picture',
  );
});
