// A CSV of current bindings as the page reads it; the CSV that it saves opens in tests/page/source/file-panel.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindingsInCsv } from '../../../www/page/source/read-csv.js';

const HEADER = 'cidr,service_id\n';

test('quoted cells may contain commas, quotes and line ends', () => {
  const found = bindingsInCsv(`${HEADER}192.0.2.0/24,"a, ""b""\r\nc"\r\n`);
  assert.deepEqual(found, [{ cidr: '192.0.2.0/24', service_id: 'a, "b"\r\nc' }]);
});

test('a CSV with a quote in the wrong place is none: no part of it is read', () => {
  for (const cell of ['C"DN', '"CDN"x', '"CDN', 'x"CDN"']) {
    assert.equal(bindingsInCsv(`${HEADER}192.0.2.0/24,${cell}\n192.0.2.1/32,CDN\n`), null, cell);
    assert.equal(bindingsInCsv(`${HEADER}192.0.2.1/32,CDN\n192.0.2.0/24,${cell}`), null, cell);
  }
});
