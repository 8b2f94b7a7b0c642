// The layout of the map: which bindings it draws at one zoom, and at which widths.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crumbsTo } from '../../../src/js/map/element/breadcrumb.js';
import { rangeOfCanonicalCidr } from '../../../src/js/map/model/address-range.js';
import { type NestedBinding, nestBindings } from '../../../src/js/map/model/nest-bindings.js';
import { finish } from '../../../src/js/map/model/prepare-map.js';
import { createScale } from '../../../src/js/map/picture/scale.js';
import { chooseViewport } from '../../../src/js/map/picture/viewport.js';

const nested = (...cidrs: string[]): Promise<readonly NestedBinding[]> =>
  Promise.resolve(
    finish(
      nestBindings(
        cidrs.map((cidr) => ({ id: cidr, cidr, serviceId: 's', serviceName: 's', state: null, extra: {} })),
      ),
    ),
  );
const PREFIX = rangeOfCanonicalCidr('10.0.0.0/16');
const quarters = (): string[] => Array.from({ length: 64 }, (_, at) => `10.0.${at * 4}.0/22`);

test('every cell has its minimum width, all of them together fill the map, and order is kept', () => {
  const starts = [PREFIX.first, PREFIX.first + 1n, PREFIX.first + 2n, PREFIX.first + 4096n];
  const scale = createScale(PREFIX, starts, 600, 30);
  const widths = scale.cells.map(({ width }) => width);
  assert.ok(widths.every((width) => width >= 30));
  assert.ok(Math.abs(widths.reduce((sum, width) => sum + width, 0) - 600) < 1e-6);
  assert.equal(scale.stretched, true);
  assert.equal(scale.left(PREFIX.first), 0);
  assert.equal(scale.right(PREFIX.last), 600);
  assert.deepEqual(
    starts.map((start) => scale.left(start)),
    scale.cells.map(({ x }) => x),
  );
});

test('cells that are wide enough are to scale', () => {
  const half = PREFIX.first + (PREFIX.last - PREFIX.first + 1n) / 2n;
  const scale = createScale(PREFIX, [PREFIX.first, half], 600, 30);
  assert.deepEqual(
    scale.cells.map(({ width, trueWidth }) => [width, trueWidth]),
    [
      [300, 300],
      [300, 300],
    ],
  );
  assert.equal(scale.stretched, false);
});

test('where there is no room for a width each, a large block is still wider than one address', () => {
  const starts = Array.from({ length: 10 }, (_, at) => PREFIX.first + BigInt(at));
  const scale = createScale(PREFIX, starts, 100, 30);
  const widths = scale.cells.map(({ width }) => Math.round(width));
  assert.deepEqual(widths, [7, 7, 7, 7, 7, 7, 7, 7, 7, 37]);
});

test('rows that do not fit are left out, and the row above counts their bindings', async () => {
  const list = await nested('10.0.0.0/16', '10.0.0.0/17', ...quarters());
  const view = chooseViewport(list, PREFIX, 10);
  const drawn = view.blocks.map(({ nested: one, depth, hiddenCount }) => [
    one?.binding.cidr,
    depth,
    hiddenCount,
  ]);
  assert.deepEqual(drawn.slice(0, 1), [['10.0.0.0/16', 0, 0]]);
  assert.equal(
    view.blocks.reduce((sum, { nested: one, hiddenCount }) => sum + hiddenCount + (one === null ? 0 : 1), 0),
    list.length,
    'each binding is drawn or counted',
  );
  assert.ok(view.starts.length <= 10 + 2, 'about as many cells as there is room for');
});

test('everything is drawn where there is room for it', async () => {
  const list = await nested('10.0.0.0/16', ...quarters());
  const view = chooseViewport(list, PREFIX, 100);
  assert.equal(view.blocks.length, 65);
  assert.ok(view.blocks.every(({ nested: one, hiddenCount }) => one !== null && hiddenCount === 0));
  assert.equal(view.starts.length, 64);
});

test('the breadcrumb leads from the prefix through each block around the view', async () => {
  const list = await nested('10.0.0.0/16', '10.0.0.0/17', '10.0.0.0/22', '10.0.128.0/24', '10.0.129.0/24');
  const root = { ...PREFIX, label: '10.0.0.0/16' };
  const labels = (cidr: string): string[] =>
    crumbsTo(root, list, rangeOfCanonicalCidr(cidr)).map(({ label }) => label);
  assert.deepEqual(
    crumbsTo(root, list, null).map(({ label }) => label),
    ['10.0.0.0/16'],
  );
  assert.deepEqual(labels('10.0.0.0/22'), ['10.0.0.0/16', '10.0.0.0/17', '10.0.0.0/22']);
  assert.deepEqual(labels('10.0.128.0/23'), ['10.0.0.0/16', '2 bindings'], 'a cluster');
});
