// Amounts of addresses as text: exact where people can read them, blocks and shares for IPv6.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddressCount, formatPart, isSingular } from '../../../src/js/map/model/address-range.js';

test('one address, thousands, and the block of IPv6 that has as many', () => {
  assert.equal(formatAddressCount(0n), '0 addresses');
  assert.equal(formatAddressCount(1n), '1 address');
  assert.equal(formatAddressCount(65_536n), '65,536 addresses');
  assert.equal(formatAddressCount(1n << 32n), 'a /96');
  assert.equal(formatAddressCount(1n << 96n), 'a /32');
  assert.deepEqual([0n, 1n, 2n, 1n << 96n, (1n << 96n) - 1n].map(isSingular), [
    false,
    true,
    false,
    true,
    false,
  ]);
});

test('a part of an IPv6 prefix is a share, never all and never nothing', () => {
  const whole = 1n << 96n;
  assert.equal(formatPart(whole / 2n, whole), 'a /33');
  assert.equal(formatPart(whole - 1n, whole), '> 99.9 % of a /32');
  assert.equal(formatPart((whole / 1000n) * 4n, whole), '0.4 % of a /32');
  assert.equal(formatPart((1n << 40n) + 1n, whole), '< 0.1 % of a /32');
  assert.equal(formatPart(8n, whole), '8 addresses');
});
