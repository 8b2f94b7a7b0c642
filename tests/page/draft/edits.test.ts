// The edits behind the actions on bindings.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { init } from '../../../src/js/entry/page.js';
import { nestBindings } from '../../../src/js/map/model/nest-bindings.js';
import { finish } from '../../../src/js/map/model/prepare-map.js';
import {
  fixOf,
  mergeableParent,
  mergeEdits,
  outermostInside,
  splitEdits,
} from '../../../www/page/draft/edits.js';

before(() => init(readFileSync('dist/byoip.wasm')));

const nested = (...list: readonly (readonly [cidr: string, serviceId: string | null])[]) =>
  Promise.resolve(
    finish(
      nestBindings(
        list.map(([cidr, serviceId], at) => ({
          id: `b${at}`,
          cidr,
          serviceId,
          serviceName: serviceId,
          state: 'active',
          extra: {},
        })),
      ),
    ),
  );

test('a split replaces a binding by its parts', () => {
  assert.deepEqual(splitEdits('192.0.2.0/28', ['192.0.2.0/29', '192.0.2.8/29'], 'cdn'), [
    { cidr: '192.0.2.0/28', serviceId: null },
    { cidr: '192.0.2.0/29', serviceId: 'cdn' },
    { cidr: '192.0.2.8/29', serviceId: 'cdn' },
  ]);
});

test('a merge replaces the outermost bindings inside a block, and keeps those inside them', async () => {
  const bindings = await nested(
    ['192.0.2.0/24', 'mt'],
    ['192.0.2.0/29', 'cdn'],
    ['192.0.2.1/32', 'mt'],
    ['192.0.2.8/29', 'cdn'],
    ['192.0.2.8/30', null],
  );
  assert.deepEqual(
    outermostInside(bindings, '192.0.2.0/28').map(({ cidr }) => cidr),
    ['192.0.2.0/29', '192.0.2.8/29'],
  );
  assert.deepEqual(mergeEdits(bindings, '192.0.2.0/28', 'cdn'), [
    { cidr: '192.0.2.0/29', serviceId: null },
    { cidr: '192.0.2.8/29', serviceId: null },
    { cidr: '192.0.2.0/28', serviceId: 'cdn' },
  ]);
});

test('two halves can be merged when both go to one service and the whole is not bound', async () => {
  const halves = [
    ['192.0.2.0/29', 'cdn'],
    ['192.0.2.8/29', 'cdn'],
  ] as const;
  assert.equal(mergeableParent(await nested(...halves), '192.0.2.8/29'), '192.0.2.0/28');
  assert.equal(mergeableParent(await nested(...halves, ['192.0.2.0/28', 'mt']), '192.0.2.8/29'), null);
  assert.equal(mergeableParent(await nested(halves[0]), '192.0.2.0/29'), null);
  assert.equal(mergeableParent(await nested(halves[0], ['192.0.2.8/29', 'mt']), '192.0.2.0/29'), null);
});

test('a redundant binding is removed, halves are merged, and other findings have no fix', async () => {
  const bindings = await nested(['192.0.2.0/29', 'cdn'], ['192.0.2.8/29', 'cdn']);
  const finding = {
    cidr: '192.0.2.0/28',
    message: '',
    help: '',
    severity: 'note',
    basis: 'documented',
  } as const;
  assert.deepEqual(fixOf({ ...finding, code: 'redundant-binding' }, bindings)?.edits, [
    { cidr: '192.0.2.0/28', serviceId: null },
  ]);
  assert.equal(fixOf({ ...finding, code: 'siblings-aggregate' }, bindings)?.edits.at(-1)?.serviceId, 'cdn');
  assert.equal(fixOf({ ...finding, code: 'prefix-advertised' }, bindings), null);
});
