// The snapshots of the Worker's watch: listed, and the drift of the account since one of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Byoip, takeSnapshot, writeSnapshot } from 'byoip';
import { createEmulator, SEED_ACCOUNT_ID } from 'byoip/emulator';
import type { Page } from 'playwright-core';
import { openMenu, press } from '../setup/actions.js';
import { leave, workerHost } from '../setup/page-suite.js';

const host = await workerHost();
const NEWEST = `${'1'.repeat(31)}a`;
const BASELINE = `${'1'.repeat(31)}b`;

/** The seeded account with one binding more than it has. */
async function earlier(): Promise<string> {
  const { fetch } = createEmulator();
  const client = new Byoip({ env: {}, apiToken: 'x', accountId: SEED_ACCOUNT_ID, fetch });
  const snapshot = await takeSnapshot(client);
  const [first, ...others] = snapshot.prefixes;
  const [binding] = first?.bindings ?? [];
  assert.ok(first !== undefined && binding !== undefined);
  const more = { ...binding, id: 'f'.repeat(32), cidr: '192.0.2.77/32' };
  return writeSnapshot({
    ...snapshot,
    prefixes: [{ ...first, bindings: [...first.bindings, more] }, ...others],
  });
}

/** A Worker that watches, as its own tests have it; the Worker of this suite has no token of its own. */
async function answerAsWatch(page: Page, snapshot: string): Promise<void> {
  await page.route('**/api/about', async (route) => {
    const about = await (await route.fetch()).json();
    await route.fulfill({ json: { ...about, watch: { on: true } } });
  });
  const listed = { prefixes: 2, bindings: 8, bytes: 4075 };
  await page.route('**/api/snapshots', (route) =>
    route.fulfill({
      json: {
        watch: { baseline: { id: BASELINE, confirmedBy: null, since: 0 } },
        snapshots: [
          { ...listed, id: NEWEST, takenAt: '2026-02-20T18:00:00Z', bindings: 7 },
          { ...listed, id: BASELINE, takenAt: '2026-02-20T17:00:00Z' },
          { ...listed, id: '../about', takenAt: 'no id' },
        ],
      },
    }),
  );
  await page.route(`**/api/snapshots/${BASELINE}`, (route) =>
    route.fulfill({ body: snapshot, contentType: 'application/json; charset=utf-8' }),
  );
  await page.route(`**/api/snapshots/${NEWEST}`, (route) =>
    route.fulfill({
      status: 404,
      json: { error: { code: 'snapshot-not-found', message: 'there is no snapshot', help: 'look', id: 'x' } },
    }),
  );
}

test('the snapshots of the watch are listed, and the drift since the one that is chosen is shown', async () => {
  const snapshot = await earlier();
  const visit = await host.visit({ prepare: (page) => answerAsWatch(page, snapshot) });
  await visit.greeted();
  await openMenu(visit);
  await press(visit, 'Snapshots of the watch');
  const items = visit.page.locator('.save-feedback .snapshots li');
  await items.first().waitFor();
  assert.deepEqual(
    (await items.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ')),
    [
      '2 prefixes, 7 bindings Drift since 2026-02-20T18:00:00Z',
      '2 prefixes, 8 bindings, baseline Drift since 2026-02-20T17:00:00Z',
    ],
  );
  await press(visit, 'Drift since 2026-02-20T17:00:00Z');
  await visit.page.locator('#drift .finding[data-code="bindings-lost"]').waitFor();
  assert.match(await visit.read('#drift'), /192\.0\.2\.77\/32/);
  assert.match(await visit.read('#drift'), /snapshot of 2026-02-20T17:00:00Z/);

  await openMenu(visit);
  await press(visit, 'Snapshots of the watch');
  await press(visit, 'Drift since 2026-02-20T18:00:00Z');
  await visit.page.locator('.save-feedback', { hasText: 'there is no snapshot' }).waitFor();
  await leave(visit);
});

test('without a watch, and in the demo, there is no such button', async () => {
  const snapshot = await earlier();
  for (const [isOn, source] of [
    [false, null],
    [true, 'Demo'],
  ] as const) {
    const visit = await host.visit(isOn ? { prepare: (page) => answerAsWatch(page, snapshot) } : {});
    await visit.greeted();
    if (source !== null) {
      await visit.page.getByRole('radio', { name: source }).check();
      await visit.page.locator('#source', { hasText: 'demo' }).waitFor();
      await visit.greeted();
    }
    await openMenu(visit);
    assert.equal(await visit.page.getByRole('button', { name: 'Snapshots of the watch' }).count(), 0);
    await leave(visit);
  }
});
