// The treegrid of bindings: its keys, its selection in step with the map, and 20,000 rows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openV6 } from '../setup/actions.js';
import { plainHost, visitForEachTest } from '../setup/page-suite.js';

const host = await plainHost();
const visit = visitForEachTest(host);

/** The block of the focused row. */
const focused = (): Promise<string> =>
  visit.page.evaluate(() => document.activeElement?.querySelector('.block-cell .mono')?.textContent ?? '');

test('arrow keys move, fold and unfold as the ARIA practices say, with one tab stop for all rows', async () => {
  await openV6(visit);
  const { keyboard } = visit.page;
  await visit.page.locator('.grid-body [tabindex="0"]').focus();
  assert.equal(await focused(), '2001:db8::/32');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  assert.equal(await focused(), '2001:db8:1234::/48');
  const row = visit.page.locator('.grid-body [role=row]', { hasText: '2001:db8:1234::/48' });
  assert.equal(await row.getAttribute('aria-expanded'), 'true');
  assert.deepEqual(
    [
      await row.getAttribute('aria-level'),
      await row.getAttribute('aria-posinset'),
      await row.getAttribute('aria-setsize'),
    ],
    ['3', '1', '1'],
  );
  const rows = Number(await visit.page.locator('.grid').getAttribute('aria-rowcount'));
  await keyboard.press('ArrowLeft');
  assert.equal(await row.getAttribute('aria-expanded'), 'false');
  assert.equal(Number(await visit.page.locator('.grid').getAttribute('aria-rowcount')), rows - 2);
  assert.equal(await focused(), '2001:db8:1234::/48', 'folding keeps the focus');
  await keyboard.press('ArrowLeft');
  assert.equal(await focused(), '2001:db8:1000::/36', 'a folded row leads to its parent');
  await keyboard.press('ArrowRight');
  assert.equal(await focused(), '2001:db8:1234::/48', 'an unfolded row leads to its first child');
  await keyboard.press('ArrowRight');
  assert.equal(await row.getAttribute('aria-expanded'), 'true');
  await keyboard.press('End');
  assert.equal(await focused(), '2001:db8:8000::/33');
  await keyboard.press('Home');
  assert.equal(await focused(), '2001:db8::/32');
  assert.equal(await visit.page.locator('.grid-body [tabindex="0"]').count(), 1);
});

test('Enter on a row zooms the map to it, and a click on a block selects its row', async () => {
  await openV6(visit);
  const { keyboard } = visit.page;
  await visit.page.locator('.grid-body [tabindex="0"]').focus();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  assert.equal(await visit.read('.crumb.current'), '2001:db8:1000::/36');
  assert.equal(await focused(), '2001:db8:1000::/36', 'the focus stays in the table');
  assert.equal(await visit.page.locator('[aria-selected=true]').count(), 1);
  await visit.page.locator('.crumb').first().click();
  await visit.page.locator('.block[aria-label^="2001:db8:8000::/33 "]').click();
  const selected = visit.page.locator('[aria-selected=true]');
  assert.match(await visit.read('[aria-selected=true]'), /2001:db8:8000::\/33/);
  const [row, box] = await Promise.all([
    selected.boundingBox(),
    visit.page.locator('.grid-scroll').boundingBox(),
  ]);
  assert.ok(
    row && box && row.y >= box.y && row.y + row.height <= box.y + box.height + 1,
    'its row is in sight',
  );
});

test('a click on the triangle folds a row and does not zoom', async () => {
  await openV6(visit);
  await visit.page.locator('.disclosure.open').nth(1).click();
  assert.equal(await visit.read('.crumb.current'), '2001:db8::/32');
  assert.equal(
    await visit.page.locator('.grid-body [role=row]', { hasText: '2001:db8:1234::/48' }).count(),
    0,
  );
});

/** A /8 with twenty thousand bindings in it, three deep. */
function manyBindings(): string {
  const services = ['CDN', 'Spectrum', 'Magic Transit'];
  const list = [{ cidr: '10.0.0.0/8', service_id: 's2', service_name: services[2] }];
  for (let at = 0; list.length < 20_000; at += 1) {
    const [high, low] = [at >> 8, at & 255];
    list.push({ cidr: `10.${high}.${low}.0/24`, service_id: `s${at % 2}`, service_name: services[at % 2] });
    if (at % 3 === 0) {
      list.push({
        cidr: `10.${high}.${low}.64/28`,
        service_id: `s${(at + 1) % 2}`,
        service_name: services[(at + 1) % 2],
      });
    }
  }
  return JSON.stringify(list);
}

test('20,000 bindings open, scroll, zoom, resolve and draft, and only what is in sight is drawn', async () => {
  const { page } = visit;
  await page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'many.json'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, manyBindings());
  await page.locator('.crumb.current', { hasText: '10.0.0.0/8' }).waitFor();
  assert.match(await visit.read('#bindings-title'), /20,000 bindings/);
  await visit.greeted();
  assert.match(await visit.ask('10.0.3.65'), /belongs to/);
  for (let step = 1; step <= 10; step += 1) {
    await page.locator('.grid-scroll').evaluate((scroll, part) => {
      scroll.scrollTop = (scroll.scrollHeight * part) / 10;
    }, step);
    await page.waitForTimeout(20);
  }
  assert.match(await visit.read('.grid-body [role=row]:last-child'), /10\.\d+\.\d+\.\d+\/2\d/);
  await page.locator('.block.cluster').first().click();
  assert.ok((await page.locator('.grid-body [role=row]').count()) < 60, 'only the rows in sight are drawn');
  assert.ok((await page.locator('svg *').count()) < 4000);
  await page.locator('.grid-body [role=row]').nth(3).click();
  await page.fill('#targets', '10.0.9.0/25');
  await page.locator('.feedback', { hasText: 'Adds' }).waitFor();
  await page.getByRole('button', { name: 'Add binding', exact: true }).click();
  await page.locator('.summary', { hasText: '1 change' }).waitFor();
});
