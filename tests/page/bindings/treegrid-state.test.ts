// The state of the treegrid: folding, the tab stop, and the rows to draw.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeOfCanonicalCidr } from '../../../src/js/map/model/address-range.js';
import { type NestedBinding, nestBindings } from '../../../src/js/map/model/nest-bindings.js';
import { finish } from '../../../src/js/map/model/prepare-map.js';
import { TreegridState } from '../../../www/page/bindings/treegrid-state.js';

const nested = (...cidrs: string[]): Promise<readonly NestedBinding[]> =>
  Promise.resolve(
    finish(
      nestBindings(
        cidrs.map((cidr) => ({ id: cidr, cidr, serviceId: 's', serviceName: 's', state: null, extra: {} })),
      ),
    ),
  );
/** 192.0.2.0/24 with two blocks, the first of which contains another. */
const TREE = ['192.0.2.0/24', '192.0.2.0/26', '192.0.2.0/28', '192.0.2.64/26'];

test('bindings nest by containment, sorted by address, whatever their order in the list', async () => {
  const rows = await nested(...[...TREE].reverse());
  assert.deepEqual(
    rows.map(({ binding, depth, descendantCount }) => [binding.cidr, depth, descendantCount]),
    [
      ['192.0.2.0/24', 0, 3],
      ['192.0.2.0/26', 1, 1],
      ['192.0.2.0/28', 2, 0],
      ['192.0.2.64/26', 1, 0],
    ],
  );
  assert.deepEqual(rangeOfCanonicalCidr('192.0.2.64/26'), {
    first: 3221225984n + 64n,
    last: 3221225984n + 127n,
  });
});

test('folding hides the descendants, and a hidden tab stop moves to the folded line', async () => {
  const state = new TreegridState();
  state.setBindings(await nested(...TREE), false);
  state.tabStop = 2;
  state.fold(1, true);
  assert.deepEqual(state.lines, [0, 1, 3]);
  assert.equal(state.tabStop, 1);
  state.fold(1, false);
  assert.deepEqual(state.lines, [0, 1, 2, 3]);
});

test('showing a binding unfolds its ancestors and no other line', async () => {
  const state = new TreegridState();
  state.setBindings(await nested(...TREE, '192.0.2.64/28'), false);
  for (const line of [3, 1, 0]) state.fold(line, true);
  assert.equal(state.showCidr('192.0.2.0/28'), 2);
  assert.equal(state.tabStop, 2);
  assert.deepEqual(state.lines, [0, 1, 2, 3]);
  assert.equal(state.isFolded(3), true);
  assert.equal(state.showCidr('198.51.100.0/24'), -1);
});

test('the tab stop stays on its CIDR when the list changes, and on its line when the CIDR is gone', async () => {
  const state = new TreegridState();
  state.setBindings(await nested(...TREE), false);
  state.tabStop = 3;
  state.setBindings(await nested('192.0.2.0/24', '192.0.2.64/26'), true);
  assert.equal(state.tabStop, 1);
  state.setBindings(await nested('192.0.2.0/24', '192.0.2.128/26'), true);
  assert.equal(state.tabStop, 1);
  state.setBindings(await nested('198.51.100.0/24'), true);
  assert.equal(state.tabStop, 0);
  state.setBindings(await nested(...TREE), false);
  assert.equal(state.tabStop, 0);
});

test('the rows to draw always include the tab stop', async () => {
  const state = new TreegridState();
  state.setBindings(await nested(...TREE), false);
  assert.deepEqual([...state.linesToDraw(2, 4).keys()], [2, 3, 0]);
  assert.deepEqual(
    [...state.linesToDraw(0, 2)],
    [
      [0, 0],
      [1, 1],
    ],
  );
});

test('each key of a treegrid moves or folds as the ARIA Authoring Practices say', async () => {
  const state = new TreegridState();
  state.setBindings(await nested(...TREE), false);
  const go = (line: number): object => ({ kind: 'go', line });
  assert.deepEqual(state.moveForKey('ArrowDown', 0), go(1));
  assert.deepEqual(state.moveForKey('ArrowUp', 0), go(0));
  assert.deepEqual(state.moveForKey('End', 0), go(3));
  assert.deepEqual(state.moveForKey('Home', 3), go(0));
  assert.deepEqual(state.moveForKey('PageDown', 0), go(3));
  assert.deepEqual(state.moveForKey('ArrowRight', 1), go(2));
  assert.equal(state.moveForKey('ArrowRight', 2), null);
  assert.deepEqual(state.moveForKey('ArrowLeft', 2), go(1));
  assert.deepEqual(state.moveForKey('ArrowLeft', 1), { kind: 'fold', line: 1 });
  state.fold(1, true);
  assert.deepEqual(state.moveForKey('ArrowRight', 1), { kind: 'unfold', line: 1 });
  assert.deepEqual(state.moveForKey('ArrowDown', 1), go(3));
  assert.equal(state.moveForKey('a', 1), null);
});
