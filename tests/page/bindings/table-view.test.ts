// The filter and the order of the table: in text, by service, by roll-out, by address.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nestBindings } from '../../../src/js/map/model/nest-bindings.js';
import { finish } from '../../../src/js/map/model/prepare-map.js';
import { NO_FILTER, type TableFilter, tableRows } from '../../../www/page/bindings/table-view.js';
import { largeSnapshot, openSnapshot } from '../setup/large-account.js';
import { leave, plainHost } from '../setup/page-suite.js';

const list: readonly (readonly [string, string | null, string])[] = [
  ['10.0.0.0/16', 'cdn', 'active'],
  ['10.0.0.0/24', 'mt', 'provisioning'],
  ['10.0.0.8/32', 'sp', 'active'],
  ['10.0.1.0/24', null, 'active'],
  ['10.0.2.0/25', 'sp', 'odd'],
];
const nested = finish(
  nestBindings(
    list.map(([cidr, serviceId, state]) => ({
      id: `id-${cidr}`,
      cidr,
      serviceId,
      serviceName: serviceId,
      state,
      extra: {},
    })),
  ),
);
const rows = (patch: Partial<TableFilter>): readonly string[] =>
  tableRows(nested, { ...NO_FILTER, ...patch }, (id) => id ?? 'regional').map(({ binding }) => binding.cidr);

test('without a filter the rows are the nested bindings themselves', () => {
  assert.equal(tableRows(nested, NO_FILTER, String), nested);
});

test('each filter keeps exactly the bindings that it names, and a filtered list is flat', () => {
  assert.deepEqual(rows({ text: '10.0.0.' }), ['10.0.0.0/16', '10.0.0.0/24', '10.0.0.8/32']);
  assert.deepEqual(rows({ text: 'ID-10.0.2' }), ['10.0.2.0/25']);
  assert.deepEqual(rows({ text: 'SP' }), ['10.0.0.8/32', '10.0.2.0/25']);
  assert.deepEqual(rows({ text: 'x', address: { family: 4, number: 0x0a00_0008n } }), [
    '10.0.0.0/16',
    '10.0.0.0/24',
    '10.0.0.8/32',
  ]);
  assert.deepEqual(rows({ services: new Set(['sp', null]) }), ['10.0.0.8/32', '10.0.1.0/24', '10.0.2.0/25']);
  assert.deepEqual(rows({ progress: new Set(['stuck', 'provisioning'] as const) }), [
    '10.0.0.0/24',
    '10.0.2.0/25',
  ]);
  const flat = tableRows(nested, { ...NO_FILTER, text: '10.0.0.' }, String);
  assert.ok(flat.every(({ depth, descendantCount }) => depth === 0 && descendantCount === 0));
});

test('each order is total, and equal rows stay by address', () => {
  assert.deepEqual(rows({ sort: 'size' }), [
    '10.0.0.0/16',
    '10.0.0.0/24',
    '10.0.1.0/24',
    '10.0.2.0/25',
    '10.0.0.8/32',
  ]);
  assert.deepEqual(rows({ sort: 'service' }), [
    '10.0.0.0/16',
    '10.0.0.0/24',
    '10.0.1.0/24',
    '10.0.0.8/32',
    '10.0.2.0/25',
  ]);
  assert.deepEqual(rows({ sort: 'state' }), [
    '10.0.2.0/25',
    '10.0.0.0/24',
    '10.0.0.0/16',
    '10.0.0.8/32',
    '10.0.1.0/24',
  ]);
});

test('with 30 prefixes of 5,000 bindings the list of prefixes finds one, and the table is filtered and sorted', async () => {
  const host = await plainHost();
  const visit = await host.visit();
  const { page } = visit;
  await openSnapshot(visit, 'table-view', largeSnapshot());
  assert.equal(await page.locator('#prefixes .radio').count(), 30);
  await page.locator('.prefix-row', { hasText: '125 rolling out, 125 stuck, advertised' }).first().waitFor();
  assert.ok(
    (await page.locator('.prefix-mini svg path').count()) > 0,
    'the owners of each prefix in sight are drawn',
  );
  await page.fill('.prefix-search', 'site 17');
  assert.equal(await page.locator('.prefix-row:visible').count(), 1);
  await page.fill('.prefix-search', '2001:db8:2000:100::1');
  assert.deepEqual(await page.locator('.prefix-row:visible .prefix-cidr').allInnerTexts(), [
    '2001:db8:2000::/37\nsite 4',
  ]);
  await page.fill('.prefix-search', 'no such prefix');
  assert.match(await visit.read('#prefixes'), /No prefix matches/);
  await page.fill('.prefix-search', '');
  await page.locator('#bindings .chip', { hasText: 'stuck' }).click();
  assert.match(await visit.read('.table-filter'), /125 of 5,000/);
  assert.match(await visit.read('.grid-body'), /route missing/);
  assert.doesNotMatch(await visit.read('.grid-body'), /provisioning|active/);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByLabel('Filter by CIDR').fill('10.0.3.8');
  assert.match(await visit.read('.table-filter'), /2 of 5,000/);
  // The state is never cut, at any width of the page.
  for (const width of [1920, 1280, 900, 768, 560, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await page.getByLabel('Filter by CIDR').fill('10.0.0.56');
    const cut = await page
      .locator('.grid-body .state')
      .evaluateAll(
        (all) =>
          all.filter(
            (one) =>
              one.parentElement !== null && one.parentElement.scrollWidth > one.parentElement.clientWidth + 1,
          ).length,
      );
    assert.equal(cut, 0, `${width} px`);
    assert.equal(await visit.scrollsSideways(), false);
  }
  assert.deepEqual(await visit.axe(), []);
  await leave(visit);
});
