// What the picture says of traffic at 200, 5,000 and 20,000 bindings: true shares to scale, and roll-outs apart.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { init } from '../../../src/js/entry/slim.js';
import { BindingTable } from '../../../src/js/index.js';
import { createPalette } from '../../../src/js/map/model/palette.js';
import { rolloutTotals, serviceTotals } from '../../../src/js/map/picture/legend.js';
import type { ShapeNode } from '../../../src/js/map/picture/shapes.js';
import { paintShares } from '../../../src/js/map/picture/shares.js';
import { createOpenPrefix } from '../../../www/page/bindings/open-prefix.js';
import { largeSnapshot, openSnapshot } from '../setup/large-account.js';
import { leave, plainHost } from '../setup/page-suite.js';

before(() => init(readFileSync('dist/byoip.wasm')));

const BOX = { x: 0, y: 0, width: 800, height: 10, thinnest: 2 };

/** The area of each colour, px², by adding up the rectangles of its path. */
function areas(shapes: readonly ShapeNode[]): ReadonlyMap<string, number> {
  return new Map(
    shapes.map((group) => {
      const path = group.children[0];
      const d = typeof path === 'object' ? String(path.attributes.d) : '';
      const rects = [...d.matchAll(/M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)/g)];
      const area = rects.reduce(
        (sum, [, x, y, right, bottom]) => sum + (Number(right) - Number(x)) * (Number(bottom) - Number(y)),
        0,
      );
      return [String(group.attributes.class), area];
    }),
  );
}

for (const count of [200, 5000, 20_000]) {
  test(`with ${count} bindings each service is painted with the share of its addresses, and "no service" with none`, async () => {
    const bindings = [
      { cidr: '10.0.0.0/12', serviceId: 'cdn' },
      ...Array.from({ length: count }, (_, at) => ({
        cidr: `10.${at >> 14}.${(at >> 6) & 255}.${(at & 63) * 4}/32`,
        serviceId: at % 2 === 0 ? 'mt' : 'sp',
      })),
    ].map((one, at) => ({
      ...one,
      id: String(at),
      serviceName: one.serviceId,
      state: at % 100 === 1 ? 'provisioning' : at % 100 === 2 ? 'odd' : 'active',
      extra: {},
    }));
    const cidr = '10.0.0.0/12';
    const table = BindingTable.fromBindings(bindings, { prefix: cidr });
    const opened = await createOpenPrefix(
      { id: 'p', cidr, extra: {} },
      { table, bindings },
      new AbortController().signal,
    );
    const palette = createPalette([]);
    palette.addServices(bindings);
    const painted = areas(paintShares({ palette }, opened.segments, opened, BOX));
    const total = BOX.width * BOX.height;
    for (const { style, count: addresses } of serviceTotals(opened.segments, opened, palette)) {
      const share = Number(addresses) / 2 ** 20;
      const drawn = (painted.get(`hue-${style.hue}`) ?? 0) / total;
      assert.ok(Math.abs(drawn - share) < 0.005, `${style.name}: ${drawn} of ${share}`);
    }
    assert.equal(painted.get('no-service'), undefined);
    const rollouts = rolloutTotals(opened.segments, opened).map(({ progress, count: n }) => [
      progress,
      Number(n),
    ]);
    assert.deepEqual(rollouts, [
      ['provisioning', Math.ceil(count / 100)],
      ['stuck', Math.ceil((count - 1) / 100)],
    ]);
  });
}

test('the legend, the table and the answer tell a roll-out and a stuck binding apart', async () => {
  const host = await plainHost();
  const visit = await host.visit();
  await openSnapshot(visit, 'legend-and-scale', largeSnapshot({ prefixes: 3, count: 200 }));
  const legend = await visit.read('.map .legend');
  assert.match(legend, /still rolling out\s+5 addresses/);
  assert.match(legend, /stuck: not active\s+\d addresses/);
  assert.match(await visit.read('.map .legend'), /CDN\s+65,\d\d\d addresses/);
  assert.match(await visit.ask('10.0.0.56'), /still rolling out/);
  assert.match(await visit.ask('10.0.0.72'), /wins, but is stuck/);
  assert.match(await visit.read('.grid-body'), /provisioning/);
  await leave(visit);
});
