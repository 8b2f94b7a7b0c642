// What tests of runs do on the page.

import assert from 'node:assert/strict';
import { addBinding, planned, press } from '../setup/actions.js';
import type { Host } from '../setup/serve-page.js';
import type { Manner, Visit } from '../setup/visit.js';

/** The plan of a draft on the open prefix: one block gets the CDN, which takes six hours. */
export async function planOneCreate(visit: Visit): Promise<void> {
  await visit.page.locator('#targets').waitFor();
  await addBinding(visit, '192.0.2.8/29', 'CDN');
  await press(visit, 'Plan');
  await planned(visit, '1 create');
}

/** The demo with that plan. */
export async function plannedDemo(host: Host, manner: Manner = {}): Promise<Visit> {
  const visit = await host.visit(manner);
  await visit.greeted();
  await planOneCreate(visit);
  return visit;
}

/** The demo with a plan that replaces the default binding, with every check allowed. */
export async function plannedDefault(host: Host, manner: Manner = {}): Promise<Visit> {
  const visit = await host.visit(manner);
  await visit.greeted();
  await planDefault(visit);
  return visit;
}

/** That plan on the open prefix. */
export async function planDefault(visit: Visit): Promise<void> {
  const { page } = visit;
  await page.locator('.grid-body [role=row]', { hasText: '192.0.2.0/24' }).first().click();
  await page.getByLabel('Move 192.0.2.0/24 to').selectOption({ label: 'Spectrum' });
  await press(visit, 'Move');
  await press(visit, 'Plan');
  await planned(visit, '2 creates, 2 deletes');
  const blocked = page.locator('.safety-check.is-error');
  for (let left = await blocked.count(); left > 0; left -= 1) {
    await blocked.first().locator('input').click();
    await page.waitForFunction(
      (count) => document.querySelectorAll('.safety-check.is-error').length < count,
      left,
    );
  }
}

/** Types the confirmation, and starts the run. */
export async function confirmRun({ page }: Visit, text: string): Promise<void> {
  await page.fill('#confirm', text);
  await page.press('#confirm', 'Enter');
}

/** Presses Tab until the element with this text, or with this id, has the focus. */
export async function tabTo({ page }: Visit, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 90; presses += 1) {
    const [id = '', text = ''] = await page.evaluate(() => {
      const { activeElement: element } = document;
      return [element?.id, element?.textContent ?? ''];
    });
    if (name instanceof RegExp ? name.test(text) : [id, text].includes(name)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not reach ${name}`);
}

/** Waits until the panel of runs says this. */
export const stateIs = ({ page }: Visit, text: string | RegExp): Promise<void> =>
  page.locator('#run .plan-summary', { hasText: text }).waitFor();

/** The state of each listed step. */
export const stepStates = ({ page }: Visit): Promise<readonly string[]> =>
  page.locator('.run-step-state').allInnerTexts();
