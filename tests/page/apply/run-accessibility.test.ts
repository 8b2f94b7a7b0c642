// Runs by keyboard alone, and every state of a run for assistive technology: axe finds nothing, and nothing scrolls sideways.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMenu, press, saved } from '../setup/actions.js';
import { leave, plainHost } from '../setup/page-suite.js';
import type { Manner, Visit } from '../setup/visit.js';
import { confirmRun, plannedDefault, plannedDemo, stateIs, tabTo } from './setup.js';

const host = await plainHost();

const MANNERS: readonly (Manner & { readonly name: string })[] = [
  { name: '360-light', width: 360, touch: true },
  { name: '768-dark', width: 768, scheme: 'dark' },
  { name: '1280-forced', width: 1280, forcedColors: true },
  { name: '1920-light', width: 1920 },
  { name: '1280-dark', width: 1280, scheme: 'dark' },
];

async function inspect(visit: Visit, name: string): Promise<void> {
  assert.deepEqual(await visit.axe(), [], name);
  assert.equal(await visit.scrollsSideways(), false, name);
  await visit.shoot(`run-${name}`);
}

for (const { name, ...manner } of MANNERS) {
  test(`axe finds nothing in the states of a run: ${name}`, async () => {
    const visit = await plannedDemo(host, manner);
    await confirmRun(visit, 'no');
    await inspect(visit, `${name}-confirm`);
    await confirmRun(visit, '192.0.2.0/24');
    await stateIs(visit, 'Waiting');
    await inspect(visit, `${name}-waiting`);
    await press(visit, 'Pause');
    await stateIs(visit, 'Paused');
    await visit.page.locator('.run-abandon summary').click();
    await inspect(visit, `${name}-paused`);
    await press(visit, 'Close run');
    await inspect(visit, `${name}-notice`);
    await openMenu(visit);
    const { bytes } = await saved(visit, 'Take a snapshot');
    const earlier = bytes.toString().replace('192.0.2.8/29', '192.0.2.64/29');
    const file = { name: 'before.json', mimeType: 'application/json', buffer: Buffer.from(earlier) };
    await visit.page.setInputFiles('#drift-snapshot', file);
    await visit.page.locator('#drift .plan-summary').waitFor();
    assert.match(await visit.read('#drift'), /A run of these prefixes is not finished/);
    await inspect(visit, `${name}-drift`);
    await leave(visit);
  });
}

test('axe finds nothing in a run that needs a person, in any form', async () => {
  const visit = await plannedDefault(host);
  await confirmRun(visit, '192.0.2.0/24');
  await stateIs(visit, 'needs you');
  for (const { name, width = 1280, scheme = 'light', forcedColors = false } of MANNERS) {
    await visit.page.setViewportSize({ width, height: 900 });
    await visit.page.emulateMedia({
      colorScheme: scheme,
      forcedColors: forcedColors ? 'active' : 'none',
    });
    await inspect(visit, `${name}-needs-you`);
  }
  await leave(visit);
});

test('by keyboard alone a plan is confirmed, paused, resumed and closed, and the focus is never lost', async () => {
  const visit = await plannedDemo(host);
  const { page } = visit;
  const keys = async (name: string): Promise<void> => {
    await tabTo(visit, name);
    await page.keyboard.press('Enter');
  };
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
  await tabTo(visit, 'confirm');
  await page.keyboard.type('192.0.2.0/24');
  await page.keyboard.press('Enter');
  await stateIs(visit, 'Waiting');
  assert.equal(await focused(), 'Run of 192.0.2.0/24');
  await keys('Pause');
  await stateIs(visit, 'Paused');
  assert.equal(await focused(), 'Run of 192.0.2.0/24');
  await keys('Resume');
  await stateIs(visit, 'Done: 2 of 2');
  assert.equal(await focused(), 'Run of 192.0.2.0/24');
  await tabTo(visit, 'Close run');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'address');
  await leave(visit);
});
