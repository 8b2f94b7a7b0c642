// The arrangement of the page: what the first screen shows, where the plan is, what stays in sight.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addBinding, planned, press } from '../setup/actions.js';
import { largeSnapshot, openSnapshot } from '../setup/large-account.js';
import { leave, plainHost } from '../setup/page-suite.js';
import type { Visit } from '../setup/visit.js';

const host = await plainHost();

const bottomOf = async ({ page }: Visit, selector: string): Promise<number> => {
  const box = await page.locator(selector).last().boundingBox();
  assert.ok(box, selector);
  return box.y + box.height;
};

test('at 1280 x 800 the first screen of the demo has answer, picture and table, and the page two heights at most', async () => {
  const visit = await host.visit();
  await visit.page.setViewportSize({ width: 1280, height: 800 });
  await visit.greeted();
  await visit.page.locator('#targets').waitFor();
  for (const part of ['.answer-card .owner', '.map .drawing', '.grid-body [role=row]']) {
    assert.ok((await bottomOf(visit, part)) <= 800, `${part} ends at ${await bottomOf(visit, part)}`);
  }
  assert.ok((await visit.page.evaluate(() => document.documentElement.scrollHeight)) <= 1600);
  await visit.page.reload();
  await visit.greeted();
  assert.ok(
    ((await visit.page.locator('#lead').boundingBox())?.height ?? 99) < 30,
    'after the first visit the lead is one line',
  );
  await leave(visit);
});

test('at 1280 x 800 the first screen of a large account has the search of the prefixes and the first of them', async () => {
  const visit = await host.visit();
  await visit.page.setViewportSize({ width: 1280, height: 800 });
  await openSnapshot(visit, 'arrangement', largeSnapshot({ count: 20 }));
  await visit.page.locator('#answer .owner').waitFor();
  for (const part of ['.prefix-search', '.prefix-row:first-child .prefix-cidr']) {
    assert.ok((await bottomOf(visit, part)) <= 800, `${part} ends at ${await bottomOf(visit, part)}`);
  }
  await leave(visit);
});

test('the bar of the draft stays in sight, and the plan is beside the prefix or a screen of its own', async () => {
  const visit = await host.visit();
  const { page } = visit;
  await visit.greeted();
  await page.locator('#targets').waitFor();
  assert.equal(await page.locator('#draft-bar').isVisible(), false);
  await addBinding(visit, '192.0.2.16/29', 'CDN');
  await page.evaluate(() => scrollTo(0, 0));
  assert.ok((await bottomOf(visit, '#draft-bar')) <= 901);
  assert.match(await visit.read('#draft-bar'), /8 addresses move from Magic Transit to CDN/);
  await press(visit, 'Plan');
  await planned(visit, '1 create');
  assert.match(await visit.read('#draft-bar'), /at least 6 hours/);
  const [plan, map] = [await page.locator('#plan').boundingBox(), await page.locator('#map').boundingBox()];
  assert.ok(plan && map && plan.x >= map.x + map.width);
  await page.setViewportSize({ width: 768, height: 900 });
  assert.equal(await page.locator('#map').isVisible(), false);
  await press(visit, 'Close plan');
  assert.equal(await page.locator('#map').isVisible(), true);
  assert.equal(
    await page.evaluate(() => document.activeElement?.textContent),
    'Plan',
    'the focus is where the plan was opened',
  );
  await press(visit, 'Undo');
  await leave(visit);
});

test('one key shows all keys, and Escape closes what it opened', async () => {
  const visit = await host.visit();
  const { page } = visit;
  await visit.greeted();
  await page.locator('#targets').waitFor();
  await page.locator('#map-title').click();
  await page.keyboard.press('?');
  await page.locator('.key-help').waitFor();
  assert.match(await visit.read('.key-help'), /Ctrl\+Z[\s\S]*Delete\s+remove it in the draft/);
  assert.deepEqual(await visit.axe(), []);
  await page.keyboard.press('Escape');
  await page.locator('.key-help').waitFor({ state: 'hidden' });
  await page.locator('#save-menu > summary').click();
  await page.getByRole('button', { name: 'Share link' }).focus();
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#save').isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'SUMMARY');
  await leave(visit);
});

test('a block is split into /n, the default keeps its binding, and Magic Transit is not offered for a part', async () => {
  const visit = await host.visit();
  const { page } = visit;
  await visit.greeted();
  await page.locator('#targets').waitFor();
  await page.locator('.grid-body [role=row]', { hasText: '192.0.2.0/24' }).click();
  await page.locator('#split-length').selectOption({ label: '4 × /26' });
  await press(visit, 'Split');
  await page.locator('#draft .change').nth(3).waitFor();
  assert.deepEqual(await page.locator('#draft .change .verb').allInnerTexts(), ['add', 'add', 'add', 'add']);
  await press(visit, 'Undo');
  await addBinding(visit, '192.0.2.128/25', 'CDN');
  await page.locator('.grid-body [role=row]', { hasText: '192.0.2.128/25' }).click();
  const option = page.locator('#move-service option', { hasText: 'Magic Transit' });
  assert.equal(await option.textContent(), 'Magic Transit (whole prefix only)');
  assert.equal(await option.isDisabled(), true);
  await leave(visit);
});
