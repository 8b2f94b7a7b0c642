// What a visitor does on the page, in one line each.

import { readFile } from 'node:fs/promises';
import type { Host } from './serve-page.js';
import type { Manner, Visit } from './visit.js';

export const LIST = [
  { id: 'id-0', cidr: '192.0.2.0/24', service_id: 'mt', service_name: 'Magic Transit' },
  { id: 'id-1', cidr: '192.0.2.16/28', service_id: 'cdn', service_name: 'CDN' },
  { id: 'id-2', cidr: '192.0.2.64/32', service_id: 'spectrum', service_name: 'Spectrum' },
];

export const press = ({ page }: Visit, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
/** Waits until the summary of the plan says this. */
export const planned = ({ page }: Visit, part: string | RegExp): Promise<void> =>
  page.locator('.plan-summary', { hasText: part }).waitFor();
/** Opens the options of the plan. */
export async function openOptions({ page }: Visit): Promise<void> {
  await page.locator('.plan-options-part').evaluate((part) => part.setAttribute('open', ''));
}
/** Chooses an option of the plan by its value. */
export async function choose(visit: Visit, value: string): Promise<void> {
  await openOptions(visit);
  await visit.page.locator(`.plan input[value="${value}"]`).press('Space');
}
/** Opens the menu that shares and exports. */
export async function openMenu({ page }: Visit): Promise<void> {
  if ((await page.locator('#save-menu[open]').count()) === 0)
    await page.locator('#save-menu > summary').click();
  await page.locator('#save-title').waitFor();
}
/** Opens the panel that looks up many addresses. */
export async function openMany(visit: Visit): Promise<void> {
  await visit.page.locator('#targets').waitFor();
  await press(visit, 'Look up many');
  await visit.page.locator('#bulk-addresses').waitFor();
}

/** Presses a button, and gives the name and the bytes of the file that it saves. */
export async function saved(visit: Visit, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([visit.page.waitForEvent('download'), press(visit, button)]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Drops a file on the page. */
export const drop = ({ page }: Visit, name: string, text: string): Promise<void> =>
  page.evaluate(
    ([file = '', content = '']) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], file));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    },
    [name, text],
  );

/** Opens the IPv6 prefix of the demo. */
export async function openV6({ page }: Visit): Promise<void> {
  await page.locator('#prefixes .radio').nth(1).click();
  await page.locator('.crumb.current', { hasText: '2001:db8::/32' }).waitFor();
}

/** A visit with this list pasted and opened. */
export async function openPasted(host: Host, list: unknown, manner: Manner = {}): Promise<Visit> {
  const visit = await host.visit(manner);
  await visit.greeted();
  await visit.page.getByRole('radio', { name: 'File' }).check();
  await visit.page.fill('#paste', JSON.stringify(list));
  await press(visit, 'Open the pasted text');
  await visit.page.locator('#targets').waitFor();
  return visit;
}

export async function addBinding(visit: Visit, text: string, service: string): Promise<void> {
  await visit.page.fill('#targets', text);
  await visit.page.selectOption('#service', { label: service });
  await press(visit, 'Add binding');
  await visit.page.locator('#draft .change').first().waitFor();
}

/** The migration of docs/planner.md, planned: a block of the CDN moves to Spectrum, under Magic Transit. */
export async function migration(host: Host, manner: Manner = {}): Promise<Visit> {
  const visit = await openPasted(host, LIST, manner);
  await addBinding(visit, '192.0.2.16/28', 'Spectrum');
  await press(visit, 'Plan');
  await planned(visit, '3 creates, 3 deletes; 16 addresses');
  return visit;
}

/** A browser in this time zone. */
export const inTimeZone = (timezoneId: string) => ({
  async prepare(page: Visit['page']): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setTimezoneOverride', { timezoneId });
  },
});
