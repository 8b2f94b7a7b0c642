// What a screen reader hears: the picture and the table say the same of every binding.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openV6 } from '../setup/actions.js';
import { largeSnapshot, openSnapshot } from '../setup/large-account.js';
import { leave, plainHost } from '../setup/page-suite.js';
import type { Visit } from '../setup/visit.js';

const host = await plainHost();

/** Block, service and roll-out of each row of the table, by scrolling through it. */
async function tableOf({ page }: Visit): Promise<ReadonlyMap<string, string>> {
  const rows = new Map<string, string>();
  const scroll = page.locator('.grid-scroll');
  for (let top = 0; ; top += 300) {
    await scroll.evaluate((box, y) => box.scrollTo(0, y), top);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    const found = await page
      .locator('.grid-body [role=row]')
      .evaluateAll((all) =>
        all.map((row) =>
          [...row.querySelectorAll('[role=gridcell]')].map(
            (cell) => (cell.querySelector('.service bdi') ?? cell).textContent?.trim() ?? '',
          ),
        ),
      );
    for (const [cidr = '', service = '', , state = ''] of found) {
      rows.set(cidr, `${service.toLowerCase()} ${state}`);
    }
    if (await scroll.evaluate((box) => box.scrollTop + box.clientHeight >= box.scrollHeight - 1)) return rows;
  }
}

test('every binding of the picture has the service and the roll-out that its row of the table has', async () => {
  const visit = await host.visit();
  await visit.greeted();
  await openV6(visit);
  const table = await tableOf(visit);
  assert.equal(table.size, 43);
  const labels = await visit.page
    .locator('.block')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  let compared = 0;
  for (const label of labels) {
    const [, cidr = '', service = ''] = /^(\S+) (?:goes to ([^,]+)|regional)/.exec(label) ?? [];
    const row = table.get(cidr);
    assert.ok(row !== undefined, label);
    const isRolling = label.includes('still rolling out');
    assert.ok(row.startsWith(service === '' ? 'regional' : service.toLowerCase()), `${label} / ${row}`);
    assert.equal(isRolling, row.includes('provisioning'), `${label} / ${row}`);
    compared += 1;
  }
  assert.equal(compared, 43, 'every binding is in the picture');
  await leave(visit);
});

test('with 5,000 bindings the picture counts every binding that the table has', async () => {
  const visit = await host.visit();
  await openSnapshot(visit, 'heard-alike', largeSnapshot({ prefixes: 1 }));
  const labels = await visit.page
    .locator('.block')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  const count = labels.reduce((sum, label) => {
    const [, cluster] = /^([\d,]+) bindings from/.exec(label) ?? [];
    const [, inside = '0'] = /, ([\d,]+) more inside/.exec(label) ?? [];
    return (
      sum + (cluster === undefined ? 1 + Number(inside.replace(',', '')) : Number(cluster.replace(',', '')))
    );
  }, 0);
  assert.equal(count, 5000);
  assert.match(await visit.read('#bindings-title'), /5,000 bindings/);
  await leave(visit);
});
