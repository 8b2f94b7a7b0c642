// All tasks on a live account, from the token to the plan and the exports, and then on a phone.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { BindingTable } from 'byoip';
import { SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import { addBinding, openMany, openMenu, planned, press } from '../setup/actions.js';
import { workerHost } from '../setup/page-suite.js';
import { BINDINGS_PATH, enveloped, FAITHFUL } from '../setup/upstream.js';
import type { Visit } from '../setup/visit.js';

// The tests share one visit: each continues where the one before ended.
const CANARY = 'canary-7a1e90c4d2';
const host = await workerHost({ live: true });
let visit: Visit;
let snapshot: Buffer;
let link: string;
/** What left the page: addresses that it asked for, and files that it wrote. */
const asked: string[] = [];
const written: string[] = [];
before(async () => {
  visit = await host.visit({
    keeps: true,
    prepare: async (page) => page.on('request', (request) => asked.push(request.url())),
  });
});

const saved = async (button: string): Promise<Buffer> => {
  const [download] = await Promise.all([visit.page.waitForEvent('download'), press(visit, button)]);
  const bytes = await readFile(await download.path());
  written.push(bytes.toString('latin1'));
  return bytes;
};
const sentence = (words: string): Promise<void> =>
  visit.page.locator('#draft-bar .summary', { hasText: words }).waitFor();
const openPrefix = async (at: number, cidr: string): Promise<void> => {
  await visit.page.locator('#prefixes .radio').nth(at).click();
  await visit.page.locator('.crumb.current', { hasText: cidr }).waitFor();
};

test('live: a token opens the account through the Worker, with both prefixes', async () => {
  const { page } = visit;
  await page.getByRole('radio', { name: 'Live' }).check();
  await page.getByLabel('Account ID').fill(SEED_ACCOUNT_ID);
  await page.getByLabel('API token').fill(CANARY);
  await page.getByRole('button', { name: 'Connect' }).click();
  await visit.greeted();
  assert.match(await visit.read('#source'), /live: Cloudflare’s API/);
  assert.match(await visit.read('#prefix'), /advertised/);
  assert.equal(await page.locator('.grid-body [role=row]').count(), 2);
  await openPrefix(1, '2001:db8::/32');
  await page.locator('.block[aria-label^="2001:db8:1000::/36 "]').focus();
  await page.keyboard.press('Enter');
  await page.locator('.crumb.current', { hasText: '2001:db8:1000::/36' }).waitFor();
  await page.locator('.crumb').first().click();
  await page.locator('.crumb.current', { hasText: '2001:db8::/32' }).waitFor();
  await openPrefix(0, '192.0.2.0/24');
});

test('live: one address gives its owner and the chain, and many give a table and a file', async () => {
  const { page } = visit;
  await page.locator('#map-title').click();
  await page.keyboard.press('/');
  await page.keyboard.type('192.0.2.1');
  await page.keyboard.press('Enter');
  await page.locator('#answer', { hasText: 'most specific of 2 bindings' }).waitFor();
  await visit.ask('2001:db8::1');
  await page.locator('.crumb.current', { hasText: '2001:db8::/32' }).waitFor();
  await openPrefix(0, '192.0.2.0/24');
  await openMany(visit);
  await page.fill('#bulk-addresses', '192.0.2.1\n192.0.2.77, 192.0.2.300');
  await press(visit, 'Look up all');
  await page.locator('.bulk-lookup-answers table').waitFor();
  const lines = (await saved('Download as CSV')).toString().trimEnd().split('\r\n');
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(',').slice(0, 3)),
    [
      ['192.0.2.1', '192.0.2.0/24', 'CDN'],
      ['192.0.2.77', '192.0.2.0/24', 'Magic Transit'],
      ['192.0.2.300', '', ''],
    ],
  );
});

test('live: a draft is added, checked, undone and redone, and nothing is sent', async () => {
  const { page } = visit;
  const before = asked.length;
  await page.fill('#targets', '192.0.2.33/29');
  await page.locator('.feedback mark').waitFor();
  await page.locator('.feedback button').first().click();
  await page.selectOption('#service', { label: 'CDN' });
  await press(visit, 'Add binding');
  await sentence('8 addresses move from Magic Transit to CDN');
  await addBinding(visit, '192.0.2.200, 192.0.2.202 - 192.0.2.205', 'Spectrum');
  await sentence('13 addresses');
  await page.locator('.grid-body [role=row]', { hasText: '192.0.2.1/32' }).click();
  await page.keyboard.press('Delete');
  await sentence('14 addresses');
  await press(visit, 'Undo');
  await press(visit, 'Undo');
  await sentence('8 addresses');
  await press(visit, 'Redo');
  await sentence('13 addresses');
  await press(visit, 'Undo');
  await sentence('8 addresses');
  assert.match(await visit.ask('192.0.2.33'), /With the draft:\s+C?\s*CDN/);
  // The page's own planner, which says whether fewer bindings would do, is fetched; the API is not asked.
  const planner = /^http:\/\/127\.0\.0\.1:\d+\/planner-(worker-\w{8}\.js|\w{8}\.wasm)$/;
  assert.deepEqual(
    asked.slice(before).filter((url) => !planner.test(url)),
    [],
  );
});

test('live: the plan names account and prefix, and exports as a script in each language', async () => {
  const { page } = visit;
  await press(visit, 'Plan');
  await planned(visit, '1 create; 8 addresses');
  assert.match(await visit.read('.plan .rule-findings'), /advertised/);
  assert.equal(await page.locator('.plan-step').count(), 1);
  for (const form of ['Shell script (curl)', 'Python', 'TypeScript', 'Terraform', 'JSON']) {
    await page.selectOption('#plan-format', { label: form });
    const text = (await saved('Download')).toString();
    assert.ok(text.includes('192.0.2.32/29'), form);
    if (form !== 'JSON')
      assert.ok(text.includes(SEED_ACCOUNT_ID) && text.includes(SEED_PREFIXES.v4.id), form);
    if (form.startsWith('Shell')) execFileSync('bash', ['-n'], { input: text });
  }
});

test('live: a link and every export contain the draft, and the link has no ID', async () => {
  await openMenu(visit);
  await press(visit, 'Share link');
  await visit.page.locator('#link').waitFor();
  link = await visit.page.inputValue('#link');
  const packed = link.split('#byoip1.')[1] ?? '';
  const holds = inflateRawSync(Buffer.from(packed, 'base64url')).toString();
  assert.match(holds, /"192\.0\.2\.32\/29"/);
  assert.doesNotMatch(holds, /[0-9a-f]{32}/);
  written.push(link, holds);
  const table = BindingTable.fromEnvelope(await saved('JSON'));
  assert.equal(table.resolve('192.0.2.33').owner?.serviceName, 'CDN');
  table.dispose();
  assert.match((await saved('CSV')).toString(), /192\.0\.2\.32\/29,CDN/);
  assert.match((await saved('Markdown')).toString(), /\| add \| `192\.0\.2\.32\/29` \| {2}\| CDN \|/);
  assert.match((await saved('SVG')).toString(), /^<svg /);
  assert.deepEqual([...(await saved('PNG')).subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
});

test('live: a comparison lists the changes since a snapshot, and the rollback can be drafted and planned', async () => {
  await openMenu(visit);
  snapshot = await saved('Take a snapshot');
  const kept = BindingTable.fromEnvelope(snapshot);
  assert.equal(kept.resolve('192.0.2.1').owner?.serviceName, 'CDN');
  kept.dispose();
  const { body } = await host.upstream.answer({
    path: BINDINGS_PATH,
    headers: new Headers({ authorization: `Bearer ${CANARY}` }),
  });
  const { result } = JSON.parse(body) as { result: readonly { readonly cidr: string }[] };
  host.upstream.behave((path) =>
    path === BINDINGS_PATH ? enveloped(result.filter(({ cidr }) => cidr !== '192.0.2.1/32')) : null,
  );
  await openPrefix(1, '2001:db8::/32');
  await openPrefix(0, '192.0.2.0/24');
  await press(visit, 'Discard draft');
  await openMenu(visit);
  const file = { name: 'then.json', mimeType: 'application/json', buffer: snapshot };
  await visit.page.setInputFiles('#compare', file);
  await visit.page.locator('.save-feedback .summary', { hasText: '1 difference' }).waitFor();
  assert.match(
    (await visit.read('.save-feedback .changes')).replace(/\s+/g, ' '),
    /removed 192\.0\.2\.1\/32/,
  );
  await press(visit, 'Draft a rollback of 192.0.2.0/24');
  await sentence('1 change; 1 address moves');
  await press(visit, 'Plan');
  await planned(visit, '1 create; 1 address ');
  host.upstream.behave(FAITHFUL);
});

test('live: the token is in no file, link, URL, element or storage of the browser, and the page requests its own origin only', async () => {
  const shown = await visit.page.evaluate(() => document.documentElement.outerHTML);
  const stored = await visit.page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
  );
  assert.match(stored, /byoip-draft/, 'the draft is kept for a reload');
  assert.ok(written.length > 12);
  for (const text of [...written, ...asked, shown, stored])
    assert.ok(!text.includes(CANARY), text.slice(0, 200));
  for (const url of asked) assert.ok(url.startsWith(host.url) || url.startsWith('blob:'), url);
  assert.deepEqual(visit.complaints, []);
});

test('on a phone the link opens, and taps alone change, plan and export the draft', async () => {
  const phone = await host.visit({ width: 360, touch: true, fragment: `#${link.split('#')[1]}` });
  const { page } = phone;
  await phone.greeted();
  /** Taps what is there to tap: nothing may lie over it, it is wholly on the screen, and a thumb hits it. */
  const tap = async (selector: string, name?: string): Promise<void> => {
    const button =
      name === undefined
        ? page.locator(selector)
        : page.locator(selector).getByRole('button', { name, exact: true });
    const target = button.first();
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 360, `${selector} ${name} is cut off`);
    assert.ok(box.height >= 24 && box.width >= 24, `${selector} ${name} is too small for a thumb`);
    await target.tap();
  };
  const changes = (words: string): Promise<void> =>
    page.locator('#draft-bar .summary', { hasText: words }).waitFor();
  await changes('8 addresses');
  await phone.shoot('phone-opened');
  await tap('.grid-body [role=row]:has-text("192.0.2.1/32") .block-cell');
  await tap('#bindings', 'Change 192.0.2.1/32');
  const thumbed = page.locator('.selection button:focus');
  assert.equal(await thumbed.textContent(), 'Remove', 'the bar is screens away, and one tap');
  const place = await thumbed.boundingBox();
  assert.ok(place !== null && place.y > 0 && place.y + place.height < 900, 'and is in view');
  await tap('.selection', 'Remove');
  await changes('9 addresses');
  await tap('#targets');
  await page.keyboard.type('192.0.2.64/30');
  await page.selectOption('#service', { label: 'CDN' });
  await tap('.draft-form', 'Add binding');
  await changes('13 addresses');
  await tap('#draft-bar', 'Undo');
  await changes('9 addresses');
  await tap('#draft-bar', 'Redo');
  await tap('#draft-bar', 'Plan');
  await planned(phone, '13 addresses');
  await tap('.plan-options-part summary');
  await tap('.plan .radio:has-text("fewest calls")');
  await page.locator('.plan-body:not([aria-busy])').waitFor();
  await page.selectOption('#plan-format', { label: 'Markdown' });
  const [download] = await Promise.all([page.waitForEvent('download'), tap('.plan-exports', 'Download')]);
  assert.match(await readFile(await download.path(), 'utf8'), /## Plan for 192\.0\.2\.0\/24/);
  await phone.shoot('phone-planned');
  assert.equal(await phone.scrollsSideways(), false);
  assert.deepEqual(await phone.axe(), []);
  assert.deepEqual(phone.complaints, []);
});
