// A visitor who drafts and plans: what the tests of the plan have in common.

import assert from 'node:assert/strict';
import type { servePlain } from './serve-page.js';
import type { Manner, Visit } from './visit.js';

type Host = Pick<Awaited<ReturnType<typeof servePlain>>, 'visit'>;

export const LIST = [
  { id: 'id-0', cidr: '192.0.2.0/24', service_id: 'mt', service_name: 'Magic Transit' },
  { id: 'id-1', cidr: '192.0.2.16/28', service_id: 'cdn', service_name: 'CDN' },
  { id: 'id-2', cidr: '192.0.2.64/32', service_id: 'spectrum', service_name: 'Spectrum' },
];

export const press = ({ page }: Visit, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
export const sum = ({ page }: Visit, part: string | RegExp): Promise<void> =>
  page.locator('.plan-sum', { hasText: part }).waitFor();
export const choose = ({ page }: Visit, name: string): Promise<void> =>
  page.locator('.plan').getByRole('radio', { name, exact: true }).check({ force: true });

/** A page on which `list` has been pasted. */
export async function opened(served: Host, list: unknown, manner: Manner = {}): Promise<Visit> {
  const visit = await served.visit(manner);
  await visit.greeted();
  await visit.page.getByRole('radio', { name: 'File' }).check();
  await visit.page.fill('#paste', JSON.stringify(list));
  await press(visit, 'Open the pasted text');
  await visit.page.locator('#wanted').waitFor();
  return visit;
}

export async function bind(visit: Visit, text: string, service: string): Promise<void> {
  await visit.page.fill('#wanted', text);
  await visit.page.selectOption('#service', { label: service });
  await press(visit, 'Bind');
  await visit.page.locator('#draft .change').first().waitFor();
}

/** The worked migration: a block of the CDN goes to Spectrum, under Magic Transit. */
export async function migration(served: Host, manner: Manner = {}): Promise<Visit> {
  const visit = await opened(served, LIST, manner);
  await bind(visit, '192.0.2.16/28', 'Spectrum');
  await press(visit, 'Plan it');
  await sum(visit, '3 creates, 3 deletes; 16 addresses change hands');
  return visit;
}

export async function leave(visit: Visit): Promise<void> {
  assert.deepEqual(visit.complaints, [], 'the console is empty');
  await visit.close();
}

/** Lets the browser live where the clock is another one. */
export const livingIn = (timezoneId: string) => ({
  async prepare(page: Visit['page']): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setTimezoneOverride', { timezoneId });
  },
});
