// Drift since a snapshot in the page, and the restore of it as a run, against the demo.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drop, openMenu, press, saved } from '../setup/actions.js';
import { leave, plainHost } from '../setup/page-suite.js';
import type { Visit } from '../setup/visit.js';
import { confirmRun, planOneCreate, stateIs, tabTo } from './setup.js';

const host = await plainHost();

interface SnapshotJson {
  account_id: string;
  services: { id: string; name: string }[];
  prefixes: {
    prefix: { cidr: string };
    bindings: { id: string; cidr: string; service_id: string; service_name: string }[];
    bgp_prefixes: { on_demand: { advertised: boolean } }[];
  }[];
}

/** A visit of the demo, and its snapshot. */
async function withSnapshot(): Promise<{ visit: Visit; snapshot: SnapshotJson }> {
  const visit = await host.visit();
  await visit.greeted();
  await openMenu(visit);
  const { bytes } = await saved(visit, 'Take a snapshot');
  return { visit, snapshot: JSON.parse(bytes.toString()) };
}

/** Compares the demo with a snapshot. */
async function compare(visit: Visit, snapshot: unknown): Promise<void> {
  await openMenu(visit);
  await visit.page.setInputFiles('#drift-snapshot', {
    name: 'before.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(snapshot)),
  });
}

const summary = ({ page }: Visit, text: string | RegExp): Promise<void> =>
  page.locator('#drift .plan-summary', { hasText: text }).waitFor();
const codes = ({ page }: Visit): Promise<readonly (string | null)[]> =>
  page.locator('#drift .finding').evaluateAll((all) => all.map((one) => one.getAttribute('data-code')));

test('what a run has bound is drift since the snapshot of this tab, and by keyboard alone a restore takes it back', async () => {
  const { visit } = await withSnapshot();
  await visit.page.keyboard.press('Escape');
  await planOneCreate(visit);
  await confirmRun(visit, '192.0.2.0/24');
  await stateIs(visit, 'Done: 2 of 2');
  await press(visit, 'Close run');
  // From here on by keyboard alone.
  const { keyboard } = visit.page;
  await tabTo(visit, 'Share and export');
  await keyboard.press('Enter');
  await tabTo(visit, /^Drift since \d\d:\d\d$/);
  await keyboard.press('Enter');
  await summary(visit, /^1 change in 1 prefix since \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/);
  assert.deepEqual(await codes(visit), ['binding-added']);
  assert.match(await visit.read('#drift'), /There is nothing that a restore would send/);
  await tabTo(visit, 'restore-removeAdditions');
  await keyboard.press('Space');
  await visit.page.locator('#restore-confirm').waitFor();
  assert.equal(await visit.page.evaluate(() => document.activeElement?.id), 'restore-removeAdditions');
  assert.match(await visit.read('#drift'), /Restores 1 prefix in 2 steps; at least 6 hours\./);
  await tabTo(visit, 'restore-confirm');
  await keyboard.type('yes');
  await keyboard.press('Enter');
  assert.match(await visit.read('#restore-problem'), /Type 192\.0\.2\.0\/24 to confirm\. Nothing was sent/);
  await keyboard.press('Control+a');
  await keyboard.type('192.0.2.0/24');
  await keyboard.press('Enter');
  await stateIs(visit, 'Done: 2 of 2 steps');
  await press(visit, 'Close run');
  await visit.page.locator('.grid-body [role=row]').nth(1).waitFor();
  assert.equal(await visit.page.locator('.grid-body [role=row]').count(), 2);
  await leave(visit);
});

test('each class of drift has its severity, and what a restore cannot bring back is named with the way to do it', async () => {
  const { visit, snapshot } = await withSnapshot();
  const [v4, v6] = snapshot.prefixes;
  assert.ok(v4 && v6);
  const [transit] = v4.bindings;
  assert.ok(transit);
  v4.bindings.push({
    ...transit,
    id: 'a'.repeat(32),
    cidr: '192.0.2.128/25',
    service_id: 'c0de0000000000000000000000000cd1',
    service_name: 'CDN',
  });
  v6.prefix.cidr = '2001:db9::/32';
  v6.bindings = [];
  v6.bgp_prefixes = [];
  await compare(visit, snapshot);
  await summary(visit, '3 changes in 3 prefixes since');
  const found = await codes(visit);
  for (const code of ['bindings-lost', 'prefix-gone', 'prefix-added']) assert.ok(found.includes(code), code);
  assert.match(
    await visit.read('#drift .finding[data-code="bindings-lost"]'),
    /Error[\s\S]+192\.0\.2\.128\/25[\s\S]+A restore: Creates them/,
  );
  assert.match(await visit.read('#drift'), /What a restore cannot bring back[\s\S]+2001:db9::\/32/);
  assert.deepEqual(await visit.axe(), []);
  await visit.shoot('drift');
  await leave(visit);
});

test('a restore of two prefixes is one run; one of them can be left out, and then the other is typed', async () => {
  const { visit, snapshot } = await withSnapshot();
  const { page } = visit;
  const blocks = ['192.0.2.128/25', '2001:db8:a000::/36'];
  for (const [at, cidr] of blocks.entries()) {
    const [transit] = snapshot.prefixes[at]?.bindings ?? [];
    assert.ok(transit);
    const service = { service_id: 'c0de0000000000000000000000000cd1', service_name: 'CDN' };
    snapshot.prefixes[at]?.bindings.push({ ...transit, ...service, id: `${at}`.repeat(32), cidr });
  }
  await compare(visit, snapshot);
  await summary(visit, '2 changes in 2 prefixes');
  assert.match(
    await visit.read('#drift'),
    /Restores 2 prefixes in \d+ steps; at least 6 hours; the waits are shared\./,
  );
  const confirm = async (text: string): Promise<void> => {
    await page.fill('#restore-confirm', text);
    await page.press('#restore-confirm', 'Enter');
  };
  await page.locator('#drift').getByLabel('2001:db8::/32').uncheck();
  await confirm('2');
  assert.match(await visit.read('#restore-problem'), /Type 192\.0\.2\.0\/24 to confirm/);
  await page.locator('#drift').getByLabel('2001:db8::/32').check();
  await confirm('2');
  await page.locator('#run-title', { hasText: 'Run of 2 prefixes' }).waitFor();
  assert.equal(await page.locator('.run-prefix').count(), 2);
  await stateIs(visit, /^Done: \d+ of \d+ steps done/);
  await leave(visit);
});

test('no drift is said, and a file that is no snapshot of this account is refused by name', async () => {
  const { visit, snapshot } = await withSnapshot();
  await compare(visit, snapshot);
  await summary(visit, 'No drift in 2 prefixes since');
  await compare(visit, { ...snapshot, account_id: 'f'.repeat(32) });
  await visit.page.locator('#drift [role=alert]').waitFor();
  assert.match(await visit.read('#drift'), /snapshot-other-account/);
  assert.match(await visit.read('#drift'), /before\.json/);
  await compare(visit, [1, 2]);
  await visit.page
    .locator('#drift .error-notice', { hasText: 'Expected: a snapshot of this account' })
    .waitFor();
  await press(visit, 'Close drift');
  assert.equal(await visit.page.locator('#drift').isVisible(), false);
  await leave(visit);
});

test('a snapshot dropped on the page is compared while drift is open, and for another file the page asks', async () => {
  const { visit, snapshot } = await withSnapshot();
  const { page } = visit;
  const text = JSON.stringify(snapshot);
  const dialog = page.locator('.dropped-file');
  await compare(visit, snapshot);
  await summary(visit, 'No drift in 2 prefixes since');
  await drop(visit, 'again.json', text);
  await page.locator('#drift', { hasText: 'Compared with again.json' }).waitFor();
  const list = JSON.stringify([{ cidr: '203.0.113.0/24', service_id: 'a', service_name: 'CDN' }]);
  await drop(visit, 'list.json', list);
  await dialog.waitFor();
  assert.match(await visit.read('.dropped-file'), /What is this file for\?\s+list\.json/);
  assert.deepEqual(await visit.axe(), []);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.match(await visit.read('#drift'), /Compared with again\.json/);
  await drop(visit, 'list.json', list);
  await press(visit, 'Open it in place of the account');
  await page.locator('.crumb.current', { hasText: '203.0.113.0/24' }).waitFor();
  await drop(visit, 'before.json', text);
  await page.locator('.crumb.current', { hasText: '192.0.2.0/24' }).waitFor();
  assert.match(await visit.read('#source'), /file: not live/);
  await leave(visit);
});

test('the journal of a run that is dropped on the page shows its run', async () => {
  const visit = await host.visit();
  await visit.greeted();
  await visit.page.locator('#targets').waitFor();
  await drop(visit, 'run.jsonl', '{"byoip_journal":1,"run":"x"}\n');
  await visit.page.locator('#run [role=alert]', { hasText: 'This journal cannot be used' }).waitFor();
  await leave(visit);
});
