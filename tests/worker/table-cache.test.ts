// The cache of tables: age, size, and tables in use.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BindingTable } from 'byoip';
import { MAX_AGE, TableCache } from '../../www/worker/resolve/table-cache.js';

test('tables are read again after a minute, evicted from the oldest on, and freed when their last user has ended', () => {
  let now = 0;
  const disposed: string[] = [];
  const table = (name: string, size: number) =>
    ({ size, dispose: () => disposed.push(name) }) as unknown as BindingTable;
  const cache = new TableCache(() => now);
  const first = cache.add('a', table('a', 100_000));
  now = MAX_AGE - 1;
  assert.equal(cache.use('a'), first);
  cache.release(first);
  now = MAX_AGE;
  assert.equal(cache.use('a'), null);
  const second = cache.add('b', table('b', 30_000));
  cache.release(second);
  cache.release(cache.add('c', table('c', 40_000)));
  assert.deepEqual(disposed, [], 'the oldest is evicted, and is in use');
  cache.release(first);
  assert.deepEqual(disposed, ['a']);
  cache.use('b');
  cache.add('d', table('d', 100_000));
  assert.deepEqual(disposed, ['a', 'c'], 'the least recently used goes first');
  cache.forget('b');
  assert.deepEqual(disposed, ['a', 'c']);
  cache.release(second);
  assert.deepEqual(disposed, ['a', 'c', 'b']);
  cache.add('e', table('e', 2_000_000));
  assert.notEqual(cache.use('e'), null, 'a table that is too large is kept for its own request');
});
