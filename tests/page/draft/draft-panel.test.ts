// The draft panel: add, move, remove, split, merge, ranges, findings with fixes, undo, by mouse and by keyboard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addBinding, openV6, press } from '../setup/actions.js';
import { plainHost, visitForEachTest } from '../setup/page-suite.js';

const host = await plainHost();
const visit = visitForEachTest(host, { until: '#targets' });

const summary = (part: string): Promise<void> => visit.page.locator('.summary', { hasText: part }).waitFor();
const finding = (code: string, text = ''): Promise<void> =>
  visit.page.locator(`#draft [data-code="${code}"]`, { hasText: text }).first().waitFor();
const feedback = (part: string): Promise<void> =>
  visit.page.locator('.feedback', { hasText: part }).waitFor();
const row = (cidr: string) => visit.page.locator('.grid-body [role=row]', { hasText: cidr });

test('the example fills the form, and map, table and answer show the draft', async () => {
  await visit.page.locator('.draft-form .example').click();
  await feedback('Adds 192.0.2.16/29');
  await press(visit, 'Add binding');
  await summary('1 change; 8 addresses move from Magic Transit to CDN.');
  assert.equal(await row('192.0.2.16/29').count(), 1);
  assert.equal(await visit.page.locator('.block[aria-label^="192.0.2.16/29 "]').count(), 1);
  const answer = await visit.ask('192.0.2.20');
  assert.match(answer, /belongs to\s+M?\s*Magic Transit/);
  assert.match(answer, /With the draft:\s+C?\s*CDN/);
  const knot = await visit.page.locator('.marker-dot.owner').boundingBox();
  const block = await visit.page.locator('.block[aria-label^="192.0.2.16/29 "] .tint').boundingBox();
  assert.ok(
    knot && block && block.y <= knot.y && knot.y <= block.y + block.height,
    'the mark stands on the new owner',
  );
  await visit.page.getByRole('radio', { name: 'Current' }).check();
  assert.equal(await row('192.0.2.16/29').count(), 0, 'the other face shows what is bound now');
  assert.equal(await visit.page.locator('.before-after').count(), 1);
});

test('a range becomes CIDRs, and addresses, ranges and CIDRs can be mixed', async () => {
  await addBinding(visit, '192.0.2.64 - 192.0.2.80, 192.0.2.200', 'CDN');
  await summary('3 changes; 18 addresses');
  assert.deepEqual(await visit.page.locator('.change code').allInnerTexts(), [
    '192.0.2.64/28',
    '192.0.2.80/32',
    '192.0.2.200/32',
  ]);
});

test('host bits are underlined while typing, and each fix is a button', async () => {
  await visit.page.fill('#targets', '192.0.2.33/29');
  await feedback('Error');
  assert.equal(await visit.page.getAttribute('#targets', 'aria-invalid'), 'true');
  assert.equal(await visit.page.locator('.feedback mark').textContent(), '192.0.2.33/29');
  await press(visit, 'Use the block 192.0.2.32/29');
  await feedback('Adds 192.0.2.32/29');
  assert.equal(await visit.page.getAttribute('#targets', 'aria-invalid'), null);
});

test('the bar says how long the draft takes before its plan is opened, and never the hours of an earlier draft', async () => {
  await addBinding(visit, '192.0.2.16/29', 'CDN');
  await visit.page.locator('#draft-bar', { hasText: '2 steps; at least 6 hours (1 wait).' }).waitFor();
  await addBinding(visit, '192.0.2.32/29', 'Spectrum');
  await visit.page.locator('#draft-bar', { hasText: '3 steps; at least 6 hours (1 wait).' }).waitFor();
  await press(visit, 'Discard draft');
  assert.doesNotMatch(await visit.read('#draft-bar'), /hours/);
});

test('findings are shown before a binding is added, and a binding outside the prefix is not added', async () => {
  await visit.page.fill('#targets', '198.51.100.0/28');
  await visit.page.selectOption('#service', { label: 'CDN' });
  await finding('outside-prefix');
  await press(visit, 'Add binding');
  assert.equal(await visit.page.locator('.change').count(), 0);
  await visit.page.fill('#targets', '');
  await visit.page.selectOption('#service', { label: 'Magic Transit' });
  await visit.page.fill('#targets', '192.0.2.128/25');
  await finding('magic-transit-not-default');
  const option = visit.page.locator('#service option', { hasText: 'Magic Transit (whole prefix only)' });
  assert.equal(await option.isDisabled(), true, 'a part is not offered the service');
  await press(visit, 'Leave it out');
  assert.equal(await visit.page.inputValue('#targets'), '');
});

test('a selected binding can be moved, split, and removed with the Delete key', async () => {
  await openV6(visit);
  await row('2001:db8:1000::/36').click();
  await visit.page.selectOption('#move-service', { label: 'CDN' });
  await press(visit, 'Move');
  await summary('1 change;');
  assert.match(await visit.read('.change'), /move\s+2001:db8:1000::\/36/);
  await visit.page.locator('.crumb').first().click();
  await row('2001:db8:4000::/48').click();
  await press(visit, 'Split');
  await summary('4 changes;');
  assert.equal(await row('2001:db8:4000:8000::/49').count(), 1);
  await row('2001:db8:4000:8000::/49').focus();
  await visit.page.keyboard.press('Delete');
  await summary('3 changes;');
  assert.equal(await row('2001:db8:4000:8000::/49').count(), 0);
});

test('a finding names two halves with one service, and its button merges them', async () => {
  await openV6(visit);
  await finding('siblings-aggregate', '2001:db8:6000::/36');
  await press(visit, 'Merge into 2001:db8:6000::/36');
  await summary('3 changes; no address changes owner.');
  assert.doesNotMatch(await visit.read('.rule-findings'), /2001:db8:6000/);
});

test('the selection bar merges a binding with its other half', async () => {
  await openV6(visit);
  await visit.page.locator('.grid-scroll').evaluate((scroll) => {
    scroll.scrollTop = scroll.scrollHeight;
  });
  await row('2001:db8:6800::/37').click();
  const bar = visit.page.getByRole('group', { name: 'Change 2001:db8:6800::/37' });
  await bar.getByRole('button', { name: 'Merge into 2001:db8:6000::/36' }).click();
  await summary('3 changes; no address changes owner.');
});

test('a shorter list with the same owners can be drafted, and no address changes owner', async () => {
  await openV6(visit);
  const before = Number.parseInt(await visit.read('#bindings-title'), 10);
  await visit.page.getByRole('button', { name: 'Draft it' }).click();
  await summary('no address changes owner');
  assert.ok(Number.parseInt(await visit.read('#bindings-title'), 10) < before);
  assert.equal(await visit.page.getByRole('button', { name: 'Draft it' }).count(), 0);
});

test('a shorter list that arrives for an earlier draft is not shown', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    void visit.page.route(/planner-worker-[^/]*\.js$/, async (route) => {
      resolve();
      await held;
      await route.continue();
    });
  });
  await openV6(visit);
  await asked;
  await visit.page.locator('#prefixes .radio').nth(0).click();
  await visit.page.locator('.crumb.current', { hasText: '192.0.2.0/24' }).waitFor();
  await addBinding(visit, '192.0.2.16/29', 'CDN');
  await press(visit, 'Plan');
  release();
  // The worker answers in order: this comes after the answer that nobody hears.
  await visit.page.locator('.plan-summary', { hasText: '1 create' }).waitFor();
  assert.equal(await visit.page.getByRole('button', { name: 'Draft it' }).count(), 0);
});

test('a regional binding cannot be changed', async () => {
  await openV6(visit);
  await row('2001:db8:1234:ff00::/56').click();
  assert.match(await visit.read('.selection'), /is a regional binding/);
  await visit.page.keyboard.press('Delete');
  assert.equal(await visit.page.locator('.change').count(), 0);
});

test('undo and redo have no limit, by keys and by buttons, and each prefix keeps its own draft', async () => {
  for (let at = 0; at < 12; at += 1) await addBinding(visit, `192.0.2.${at * 16 + 2}`, 'CDN');
  await summary('12 changes; 12 addresses');
  await visit.page.locator('#map-title').click();
  for (let at = 0; at < 12; at += 1) await visit.page.keyboard.press('Control+z');
  await visit.page.locator('.change').first().waitFor({ state: 'detached' });
  assert.equal(await row('192.0.2.2/32').count(), 0);
  for (let at = 0; at < 6; at += 1) await visit.page.keyboard.press('Control+Shift+Z');
  await press(visit, 'Redo');
  await summary('7 changes; 7 addresses');
  await openV6(visit);
  assert.equal(await visit.page.locator('.change').count(), 0);
  await visit.page.locator('#prefixes .radio').first().click();
  await summary('7 changes; 7 addresses');
  await visit.page.getByRole('button', { name: 'Discard: add 192.0.2.2/32' }).click();
  await summary('6 changes; 6 addresses');
  await press(visit, 'Discard draft');
  await visit.page.locator('.change').first().waitFor({ state: 'detached' });
  await press(visit, 'Undo');
  await summary('6 changes; 6 addresses');
});

test('notes are part of the draft and of its undo steps', async () => {
  await addBinding(visit, '192.0.2.9', 'CDN');
  await summary('1 change');
  await visit.page.fill('#notes', 'moves the shop, see ticket 4711');
  await visit.page.press('#notes', 'Tab');
  const noted = (words: string) =>
    visit.page.waitForFunction(
      (text) => document.querySelector<HTMLTextAreaElement>('#notes')?.value === text,
      words,
    );
  await press(visit, 'Undo');
  await noted('');
  await press(visit, 'Redo');
  await noted('moves the shop, see ticket 4711');
});

test('by keyboard alone: look up, draft a range, remove in the table, undo, plan, choose options, share', async () => {
  const { keyboard } = visit.page;
  await keyboard.press('/');
  await keyboard.type('192.0.2.20');
  await keyboard.press('Enter');
  await tabTo('#targets');
  await keyboard.type('192.0.2.16-192.0.2.23');
  await keyboard.press('Tab');
  await keyboard.press('C');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await summary('1 change; 8 addresses');
  assert.equal(await visit.page.evaluate(() => document.activeElement?.id), 'targets');
  await tabTo('.grid-body [tabindex="0"]');
  await keyboard.press('End');
  await keyboard.press('Delete');
  await visit.page.locator('.change').waitFor({ state: 'detached' });
  assert.notEqual(
    await visit.page.evaluate(() => document.activeElement?.tagName),
    'BODY',
    'the focus is kept',
  );
  await keyboard.press('Control+z');
  await summary('1 change; 8 addresses');

  await tabTo('Plan');
  await keyboard.press('Enter');
  await visit.page.locator('.plan-summary', { hasText: '8 addresses' }).waitFor();
  await tabTo('Options');
  await keyboard.press('Enter');
  await tabTo('replace alone');
  await keyboard.press('ArrowRight');
  await visit.page.locator('.plan').getByRole('radio', { name: 'replace in place', checked: true }).waitFor();
  await tabTo('Download');
  const [download] = await Promise.all([visit.page.waitForEvent('download'), keyboard.press('Enter')]);
  assert.notEqual(download.suggestedFilename(), '');
  await tabTo('Share and export');
  await keyboard.press('Enter');
  await tabTo('Share link');
  await keyboard.press('Enter');
  await visit.page.locator('#save a[href*="#"], #save input[value*="#"]').first().waitFor();
});

/** Goes on with the Tab key until what has that name, or meets that selector, has the focus: what no Tab reaches is not there by keyboard. */
async function tabTo(wanted: string): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 150; presses += 1) {
    await visit.page.keyboard.press('Tab');
    const found = await visit.page.evaluate((selector) => {
      const element = document.activeElement;
      if (/^[#.]/.test(selector) && element?.matches(selector)) return selector;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim();
    }, wanted);
    if (found === wanted) return;
    passed.push(found.slice(0, 30));
  }
  assert.fail(`no Tab comes to ${wanted}, only to ${passed.join(' | ')}`);
}
