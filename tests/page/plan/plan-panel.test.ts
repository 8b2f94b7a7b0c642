// The plan panel: steps, times, options, safety checks and exports, planned in the worker under the page's policy.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Byoip, takeSnapshot, writeSnapshot } from 'byoip';
import { createEmulator, SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import {
  addBinding,
  choose,
  inTimeZone,
  LIST,
  migration,
  openPasted,
  planned,
  press,
} from '../setup/actions.js';
import { leave, plainHost } from '../setup/page-suite.js';
import type { Visit } from '../setup/visit.js';

const plain = await plainHost();

const saved = async (visit: Visit, form: string): Promise<{ name: string; text: string }> => {
  await visit.page.selectOption('#plan-format', { label: form });
  const [download] = await Promise.all([visit.page.waitForEvent('download'), press(visit, 'Download')]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
};

test('a migration is planned with shields and waits, each step with its reason and time', async () => {
  const visit = await migration(plain);
  assert.equal(await visit.page.locator('.plan-affected').count(), 0);
  assert.match(await visit.read('.plan-body'), /9 steps; at least 18 hours \(3 waits\)/);
  assert.deepEqual(await visit.page.locator('.plan-step code').allInnerTexts(), [
    '192.0.2.16/29',
    '192.0.2.24/29',
    '192.0.2.16/28',
    '192.0.2.16/28',
    '192.0.2.24/29',
    '192.0.2.16/29',
  ]);
  assert.equal(await visit.page.locator('.plan-tag', { hasText: 'shield' }).count(), 4);
  assert.match(await visit.read('.plan-step:first-child'), /shield[\s\S]*CDN/);
  const times = await visit.page
    .locator('.plan-when')
    .evaluateAll((all) =>
      all.map((one) => Date.parse(one.querySelector('time')?.getAttribute('datetime') ?? '')),
    );
  const [start = 0] = times;
  assert.deepEqual(
    times.map((time) => (time - start) / 3_600_000),
    [0, 6, 12, 18],
  );
  assert.match(await visit.read('.plan-when'), /UTC|GMT/);
  assert.match(
    await visit.read('.plan-impact'),
    /16 addresses\s+C?\s*CDN\s*→\s*S?\s*Spectrum\s*192\.0\.2\.16 – 192\.0\.2\.31/,
  );
  assert.match(await visit.read('.plan-checks'), /All checks passed/);
  assert.match(await visit.read('.plan-fingerprint'), /sha256:[0-9a-f]{64}/);
  assert.match(await visit.read('.plan-apply'), /A file is not an account/);
  await leave(visit);
});

test('the times follow the start, in local time and in UTC', async () => {
  const visit = await migration(plain, inTimeZone('Asia/Kolkata'));
  await visit.page.fill('#plan-start', '2031-03-04T05:06');
  await visit.page.press('#plan-start', 'Tab');
  await visit.page.locator('.plan-batch.is-done time[datetime="2031-03-04T17:36:00.000Z"]').first().waitFor();
  const done = await visit.read('.plan-batch.is-done');
  assert.match(done, /not before\s+Tue,? 4 Mar,? 23:06 GMT\+5:30 · Tue,? 4 Mar,? 17:36 UTC/);
  await leave(visit);
});

test('each option changes the plan, and explains itself', async () => {
  const visit = await migration(plain);
  await choose(visit, 'fewest-writes');
  await planned(visit, '1 create, 1 delete;');
  assert.match(await visit.read('.plan-options'), /Only the calls the change needs/);
  assert.match(await visit.read('.plan-impact'), /Affected during the change/);
  assert.match(await visit.read('.plan-wait.is-affected'), /16 addresses through\s+M?\s*Magic Transit/);
  assert.deepEqual(await visit.page.locator('.plan .before-after .caption').allTextContents(), [
    'Before',
    'During the change, worst case',
    'After (changed parts hatched)',
  ]);
  await choose(visit, 'hitless');
  await planned(visit, '3 creates, 3 deletes');
  const settled = await visit.read('.plan-fingerprint');
  await choose(visit, 'active');
  // Where an address would be affected, the plan waits for all data centers, and only its options differ.
  await visit.page.locator('.plan-fingerprint', { hasNotText: settled }).waitFor();
  assert.match(await visit.read('.plan-timeline'), /wait 6 hours/);
  await choose(visit, 'lenient');
  await visit.page.locator('.plan-options', { hasText: 'while smaller bindings exist' }).waitFor();
  await leave(visit);
});

test('the plan follows the draft, and a discarded draft has no steps', async () => {
  const visit = await migration(plain);
  await addBinding(visit, '192.0.2.128', 'CDN');
  await planned(visit, '17 addresses');
  await press(visit, 'Discard draft');
  await planned(visit, 'No changes');
  assert.equal(await visit.page.locator('.plan-step').count(), 0);
  assert.equal(await visit.page.locator('.plan-exports').isVisible(), false);
  await press(visit, 'Undo');
  await planned(visit, '17 addresses');
  await leave(visit);
});

test('a failed safety check shows its figures and blocks scripts until its box is checked', async () => {
  const visit = await openPasted(plain, LIST);
  await addBinding(visit, '192.0.2.0/25, 192.0.2.128/26', 'CDN');
  await press(visit, 'Plan');
  await visit.page.locator('.safety-check', { hasText: 'Blocked' }).waitFor();
  assert.match(await visit.read('.safety-check'), /175 of 256 addresses[\s\S]*68\.3 %[\s\S]*50 %/);
  assert.match(await visit.read('.plan-blocked'), /Blocked by 1 check/);
  await visit.page.selectOption('#plan-format', { label: 'Python' });
  assert.equal(await visit.page.getByRole('button', { name: 'Download', exact: true }).isDisabled(), true);
  assert.match(await visit.read('.plan-exports'), /Allow the blocked checks/);
  const refused = await saved(visit, 'Text');
  assert.match(refused.text, /too-many-changed/);
  const box = visit.page.getByRole('checkbox', { name: 'Allow this many ownership changes' });
  await box.focus();
  await visit.page.keyboard.press('Space');
  await visit.page.locator('.safety-check', { hasText: 'Allowed' }).waitFor();
  assert.equal(
    await visit.page.evaluate(() => document.activeElement?.id),
    'allow-too-many-changed',
    'the focus stays on the box',
  );
  const { text } = await saved(visit, 'Python');
  assert.match(text, /192\.0\.2\.128\/26/);
  await addBinding(visit, '192.0.2.192', 'CDN');
  await visit.page.locator('.safety-check', { hasText: '176 of 256' }).waitFor();
  assert.match(await visit.read('.safety-check'), /Blocked/, 'other figures block again');
  await leave(visit);
});

test('a draft that breaks a rule has no plan, and the findings say why', async () => {
  const visit = await openPasted(plain, LIST);
  await visit.page.locator('.grid-body [role=row]', { hasText: '192.0.2.0/24' }).first().click();
  await press(visit, 'Remove');
  await visit.page.locator('#draft .change').waitFor();
  await press(visit, 'Plan');
  await planned(visit, 'There is no plan for this draft.');
  assert.match(await visit.read('.plan .feedback'), /192\.0\.2\.0\/24/);
  await press(visit, 'Undo');
  await planned(visit, 'No changes');
  await leave(visit);
});

test('the plan is exported as text, data or a script, to a file or the clipboard', async () => {
  const visit = await migration(plain);
  const files = new Map<string, { name: string; text: string }>();
  for (const form of [
    'Text',
    'Markdown',
    'JSON',
    'Shell script (curl)',
    'Python',
    'TypeScript',
    'Terraform',
  ]) {
    files.set(form, await saved(visit, form));
  }
  const text = (form: string): string => files.get(form)?.text ?? '';
  assert.deepEqual(
    [...files.values()].map(({ name }) => name),
    ['txt', 'md', 'json', 'sh', 'py', 'mts', 'tf'].map((ending) => `plan-192-0-2-0-24.${ending}`),
  );
  assert.ok(text('Text').startsWith('192.0.2.0/24: 3 creates, 3 deletes;'));
  assert.ok(text('Markdown').startsWith('## Plan for 192.0.2.0/24'));
  const { steps, fingerprint } = JSON.parse(text('JSON')) as { steps: unknown[]; fingerprint: string };
  assert.equal(steps.length, 9);
  assert.match(await visit.read('.plan-fingerprint'), new RegExp(fingerprint));
  execFileSync('bash', ['-n'], { input: text('Shell script (curl)') });
  assert.match(text('Python'), /import cloudflare|from cloudflare/);
  assert.match(text('TypeScript'), /from ["']cloudflare["']/);
  assert.match(text('Terraform'), /resource "terraform_data"/);
  await visit.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await visit.page.selectOption('#plan-format', { label: 'Markdown' });
  await press(visit, 'Copy');
  await visit.page.locator('.plan-exports', { hasText: 'Copied.' }).waitFor();
  assert.equal(await visit.page.evaluate(() => navigator.clipboard.readText()), text('Markdown'));
  await leave(visit);
});

test('by keyboard alone: plan, choose options, export; the focus is never lost', async () => {
  const visit = await openPasted(plain, LIST);
  await addBinding(visit, '192.0.2.16/28', 'Spectrum');
  const { page } = visit;
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const { activeElement } = document;
      const { value = '', type = '' } = (activeElement ?? {}) as HTMLInputElement;
      return (
        activeElement?.className ||
        (type === 'radio' ? value : activeElement?.id) ||
        activeElement?.tagName ||
        ''
      );
    });
  await page.getByRole('button', { name: 'Plan' }).focus();
  await page.keyboard.press('Enter');
  await planned(visit, '3 creates, 3 deletes');
  assert.equal(await focused(), 'plan-summary', 'the focus is on what the plan says');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'SUMMARY');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'hitless');
  await page.keyboard.press('ArrowRight');
  await planned(visit, '1 create, 1 delete');
  assert.equal(await focused(), 'fewest-writes');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'settled');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'strict');
  for (let at = 0; at < 12 && (await focused()) !== 'plan-format'; at += 1) await page.keyboard.press('Tab');
  assert.equal(await focused(), 'plan-format');
  await page.keyboard.type('Mark');
  await page.keyboard.press('Tab');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  assert.match(download.suggestedFilename(), /\.md$/);
  await page.keyboard.press('Control+z');
  await planned(visit, 'No changes');
  assert.notEqual(await focused(), 'BODY', 'the focus is kept');
  await leave(visit);
});

test('hostile names are shown as text in the plan', async () => {
  const name = '<img src=x onerror=alert(1)>\u202e`rm -rf`\u200b';
  const visit = await openPasted(plain, [
    { cidr: '192.0.2.0/24', service_id: 'a', service_name: name },
    { cidr: '192.0.2.16/28', service_id: 'b', service_name: 'CDN' },
  ]);
  await visit.page.fill('#targets', '192.0.2.32/28');
  await visit.page.selectOption('#service', { label: 'CDN' });
  await press(visit, 'Add binding');
  await press(visit, 'Plan');
  await visit.page.locator('.plan-step').first().waitFor();
  assert.equal(await visit.page.locator('.plan img').count(), 0);
  assert.doesNotMatch(await visit.read('.plan'), /[\u202e\u200b]/);
  const { text } = await saved(visit, 'JSON');
  assert.doesNotMatch(text, /[\u202e\u200b]/);
  assert.ok(JSON.stringify(JSON.parse(text)).includes('onerror'), 'the name is there, as data');
  await leave(visit);
});

test('a script for a snapshot contains its IDs, and one for a bare list reads them from the environment', async () => {
  const emulator = createEmulator();
  const client = new Byoip({
    apiToken: 'any',
    accountId: SEED_ACCOUNT_ID,
    fetch: (input, init) => emulator.fetch(new Request(input, init)),
    env: {},
  });
  const { prefixes, ...kept } = JSON.parse(writeSnapshot(await takeSnapshot(client))) as {
    prefixes: readonly { prefix: { cidr: string } }[];
  };
  const one = prefixes.filter(({ prefix }) => prefix.cidr === SEED_PREFIXES.v4.cidr);
  for (const [list, account, prefix] of [
    [{ ...kept, prefixes: one }, SEED_ACCOUNT_ID, SEED_PREFIXES.v4.id],
    [LIST, '', ''],
  ] as const) {
    const visit = await openPasted(plain, list);
    await addBinding(visit, '192.0.2.64/29', 'CDN');
    await press(visit, 'Plan');
    await planned(visit, /create/);
    const { text } = await saved(visit, 'Shell script (curl)');
    const [, own = '', ownPrefix = ''] = /\nACCOUNT_ID='(\w+)'\nPREFIX_ID='(\w+)'\n/.exec(text) ?? [];
    assert.deepEqual([own, ownPrefix], [account, prefix]);
    assert.equal(/\nACCOUNT_ID=\$\{ACCOUNT_ID:\?/.test(text), account === '');
    await leave(visit);
  }
});
