// The states of the plan panel: long plans, cancelled plans, no planner, 20,000 bindings, every theme and width.

import assert from 'node:assert/strict';
import { test } from 'node:test';
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
import { inspect } from '../setup/inspect.js';
import { leave, plainHost } from '../setup/page-suite.js';
import type { Visit } from '../setup/visit.js';

const plain = await plainHost();

/** `count` hosts of two services under a default, every second address. */
const many = (count: number): unknown => [
  { cidr: '10.0.0.0/12', service_id: 'mt', service_name: 'Magic Transit' },
  ...Array.from({ length: count }, (_, at) => ({
    cidr: `10.${at >> 15}.${(at >> 7) & 255}.${(at & 127) * 2}/32`,
    service_id: 'cdn',
    service_name: 'CDN',
  })),
  { cidr: '10.15.0.0/24', service_id: 'spectrum', service_name: 'Spectrum' },
];

test('20,000 bindings are planned, and the plan has fewer than 4,000 elements', async () => {
  const visit = await openPasted(plain, many(20_000));
  const { page } = visit;
  await addBinding(visit, '10.0.0.0/16', 'Spectrum');
  await page.locator('.before-after').waitFor();
  await press(visit, 'Plan');
  await planned(visit, /create/);
  await page.locator('.plan-step').first().waitFor();
  await choose(visit, 'fewest-writes');
  await page.locator('.plan-body:not([aria-busy])').waitFor();
  assert.ok((await page.locator('.plan *').count()) < 4000);
  await leave(visit);
});

/** A worker that answers late stands for a long plan. */
const answersLate = (page: Visit['page']): Promise<unknown> =>
  page.addInitScript(() => {
    const send = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: unknown) {
      setTimeout(() => send.call(this, message), (window as { late?: number }).late ?? 0);
    };
    Object.assign(window, { late: 5000 });
  });

test('a plan that takes long shows its progress, and Cancel ends it and keeps the focus', async () => {
  const visit = await openPasted(plain, LIST, { prepare: answersLate });
  await addBinding(visit, '192.0.2.16/28', 'Spectrum');
  await press(visit, 'Plan');
  const cancel = visit.page.getByRole('button', { name: 'Cancel', exact: true });
  await cancel.waitFor();
  assert.match(await visit.read('.plan-progress'), /Planning 3 bindings/);
  assert.equal(await visit.page.locator('.plan-progress progress').count(), 1);
  await cancel.focus();
  await visit.page.keyboard.press('Enter');
  await planned(visit, 'Canceled');
  assert.equal(await visit.page.evaluate(() => document.activeElement?.textContent), 'Plan again');
  await visit.page.evaluate(() => Object.assign(window, { late: 0 }));
  await visit.page.keyboard.press('Enter');
  await planned(visit, '3 creates, 3 deletes');
  assert.notEqual(await visit.page.evaluate(() => document.activeElement?.tagName), 'BODY');
  await leave(visit);
});

test('a planner that does not load is an error, and can be tried again', async () => {
  let isGone = true;
  const visit = await openPasted(plain, LIST, {
    prepare: (page) =>
      page.route(/planner-worker-[^/]*\.js$/, (route) => (isGone ? route.abort() : route.continue())),
  });
  await addBinding(visit, '192.0.2.16/28', 'Spectrum');
  await press(visit, 'Plan');
  await planned(visit, 'Could not load the planner.');
  isGone = false;
  await press(visit, 'Try again');
  await planned(visit, '3 creates, 3 deletes');
  const others = visit.complaints.filter((line) => !line.includes('ERR_FAILED'));
  assert.deepEqual(others, [], 'nothing else in the console');
  await visit.close();
});

/** One binding more than it takes. */
const SPARE = [...LIST, { id: 'id-3', cidr: '192.0.2.17/32', service_id: 'cdn', service_name: 'CDN' }];
const offer = ({ page }: Visit) => page.getByRole('button', { name: 'Draft it' });

test('without the planner no shorter list is offered, and the next draft calls it again', async () => {
  let isGone = true;
  let fail = (): void => {};
  const failed = new Promise<void>((resolve) => {
    fail = resolve;
  });
  const visit = await openPasted(plain, SPARE, {
    prepare: async (page) => {
      page.once('requestfailed', () => fail());
      await page.route(/planner-worker-[^/]*\.js$/, (route) => (isGone ? route.abort() : route.continue()));
    },
  });
  await failed;
  assert.equal(await offer(visit).count(), 0);
  isGone = false;
  await addBinding(visit, '192.0.2.64/31', 'Spectrum');
  await offer(visit).waitFor();
  assert.deepEqual(
    visit.complaints.filter((line) => !line.includes('ERR_FAILED')),
    [],
    'nothing else in the console',
  );
  await visit.close();
});

test('a shorter list is offered although the plan was cancelled', async () => {
  const visit = await openPasted(plain, SPARE, { prepare: answersLate });
  await addBinding(visit, '192.0.2.64/31', 'Spectrum');
  await press(visit, 'Plan');
  const cancel = visit.page.getByRole('button', { name: 'Cancel', exact: true });
  await cancel.waitFor();
  assert.equal(await offer(visit).count(), 0);
  await visit.page.evaluate(() => Object.assign(window, { late: 0 }));
  await cancel.click();
  await offer(visit).waitFor();
  assert.match(await visit.read('.plan-summary'), /Canceled/);
  await leave(visit);
});

for (const width of [1280, 360]) {
  test(`every state of the plan is accessible and fits, light and dark, ${width} px wide`, async () => {
    const visit = await migration(plain, { width, ...inTimeZone('America/New_York') });
    const states: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['planned', async () => undefined],
      [
        'planned-hit',
        async () => {
          await choose(visit, 'fewest-writes');
          await planned(visit, '1 create, 1 delete');
        },
      ],
      [
        'planned-refused',
        async () => {
          // A plan without room beside the prefix is a screen of its own.
          if (width < 1280) await press(visit, 'Close plan');
          await addBinding(visit, '192.0.2.128/25, 192.0.2.32/27', 'CDN');
          if (width < 1280) await press(visit, 'Plan');
          await visit.page.locator('.safety-check').first().waitFor();
        },
      ],
      [
        'planned-nothing',
        async () => {
          await press(visit, 'Discard draft');
          await planned(visit, 'No changes');
        },
      ],
    ];
    for (const [name, reach] of states) {
      await reach();
      await inspect(visit, `${name}-${width}`);
    }
    await leave(visit);
  });
}

test('the plan is readable in forced colours and in print', async () => {
  const visit = await migration(plain, { forcedColors: true });
  await visit.shoot('planned-forced-colours');
  assert.deepEqual(await visit.axe(), []);
  await visit.page.emulateMedia({ media: 'print' });
  for (const control of [
    '.plan-exports',
    '.plan-apply',
    '.plan-options-part',
    '.plan-start label',
    '.segmented',
  ])
    assert.equal(await visit.page.locator(control).first().isVisible(), false, control);
  assert.equal(await visit.page.locator('.plan-timeline').isVisible(), true);
  await leave(visit);
});
