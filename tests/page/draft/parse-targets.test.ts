// Addresses, ranges and CIDRs as people type them: what is accepted, what is refused, and where.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { init } from '../../../src/js/entry/page.js';
import { parseTargets } from '../../../www/page/draft/parse-targets.js';

before(() => init(readFileSync('dist/byoip.wasm')));

for (const { text, cidrs } of [
  { text: '192.0.2.16', cidrs: ['192.0.2.16/32'] },
  { text: '192.0.2.16-192.0.2.23', cidrs: ['192.0.2.16/29'] },
  {
    text: ' 192.0.2.16 – 192.0.2.24\n192.0.2.64/28;192.0.2.64/28',
    cidrs: ['192.0.2.16/29', '192.0.2.24/32', '192.0.2.64/28'],
  },
  { text: '192.0.2.16 — 192.0.2.23, 192.0.2.24−192.0.2.31', cidrs: ['192.0.2.16/29', '192.0.2.24/29'] },
  { text: '2001:DB8::-2001:db8::1, 2001:db8:0:0::/32', cidrs: ['2001:db8::/127', '2001:db8::/32'] },
]) {
  test(`\`${text.replace(/\s/g, ' ')}\` is parsed as ${cidrs.join(', ')}`, () => {
    const read = parseTargets(text);
    assert.deepEqual(read, { kind: 'cidrs', cidrs });
  });
}

for (const { text, code, place, cures } of [
  {
    text: '192.0.2.64/28, 192.0.2.33/29',
    code: 'host-bits-set',
    place: '192.0.2.33/29',
    cures: ['192.0.2.64/28, 192.0.2.32/29', '192.0.2.64/28, 192.0.2.33/32'],
  },
  { text: '192.0.2.256', code: 'octet-too-large', place: '256', cures: [] },
  {
    text: '192.0.2.8, 192.0.2.0 /24',
    code: 'stray-whitespace',
    place: ' ',
    cures: ['192.0.2.8, 192.0.2.0/24'],
  },
  { text: '192.0.2.1:443', code: 'unexpected-character', place: ':', cures: ['192.0.2.1/32'] },
  { text: '[2001:db8::1]:443', code: 'unexpected-character', place: '[', cures: ['2001:db8::1/128'] },
  { text: '192.0.2.0∕24', code: 'unexpected-character', place: '∕', cures: ['192.0.2.0/24'] },
  { text: '192․0․2․1', code: 'unexpected-character', place: '․', cures: ['192.0.2.1/32'] },
  {
    text: '192.0.2.0/255.255.255.128',
    code: 'length-is-netmask',
    place: '255.255.255.128',
    cures: ['192.0.2.0/25'],
  },
  {
    text: '192.0.2.9-192.0.2.3',
    code: 'range-reversed',
    place: '192.0.2.9-192.0.2.3',
    cures: ['192.0.2.3-192.0.2.9'],
  },
  { text: '192.0.2.9-2001:db8::1', code: 'range-mixed-families', place: '192.0.2.9-2001:db8::1', cures: [] },
]) {
  test(`\`${text}\` is an error \`${code}\` with its position, and each fix is accepted`, () => {
    const read = parseTargets(text);
    assert.ok(read.kind === 'invalid');
    assert.equal(read.invalid.error.code, code);
    assert.equal(text.slice(read.invalid.start, read.invalid.end), place);
    assert.deepEqual(
      read.invalid.fixes.map((cure) => cure.text),
      cures,
    );
    for (const cure of read.invalid.fixes) assert.equal(parseTargets(cure.text).kind, 'cidrs', cure.text);
  });
}

test('a text without addresses is empty, and more than 2,000 CIDRs are too many', () => {
  assert.deepEqual(parseTargets(' \n, ;'), { kind: 'empty' });
  const flood = Array.from({ length: 3000 }, (_, at) => `10.0.${at >> 8}.${at & 255}`).join('\n');
  assert.equal(parseTargets(flood).kind, 'too-many');
});
