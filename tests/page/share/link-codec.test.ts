// Links: encoding and decoding without loss, and rejection of invalid ones.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { init } from '../../../src/js/entry/slim.js';
import { decodeFragment, encodeFragment, MAX_CHARACTERS } from '../../../www/page/share/link-codec.js';
import type { LinkPayload } from '../../../www/page/share/link-schema.js';
import { openPayload } from '../../../www/page/share/link-schema.js';

before(() => init(readFileSync('dist/byoip.wasm')));

const SHARED: LinkPayload = {
  prefix: '192.0.2.0/24',
  services: [['Magic Transit'], ['CDN']],
  bindings: [
    ['192.0.2.0/24', 0],
    ['192.0.2.1/32', 1, 'provisioning'],
    ['192.0.2.128/25', -1],
  ],
  draft: [
    ['192.0.2.16/29', 1],
    ['192.0.2.1/32', -1],
  ],
  notes: 'why: “ünïcode” ☂',
};
/** Made once, by version 1; every later version has to open it. */
const KEPT =
  'byoip1.q1YqKEpNy6xQslIytDTSM9ADYn0jEyUdpeLUorLM5NRiJavoaCXfxPTMZIWQosS84swSpVidaCVnFz-l2FgdpaTMvJTMvHSIMlQjDEDqYEKG-sZGSjqGOkD78ssyizPz84C6lFBUGFnoG5kq6egagsxNKUpMK0Ex1NBM38gSaASmqRAdefklINcqlWdUWik8aphzeE_e4fXJ-SmpjxrmKjya0aRUCwA';
const packed = (value: unknown): string =>
  `byoip1.${deflateRawSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')}`;
const refusal = async (fragment: string): Promise<string> => {
  const read = await decodeFragment(fragment);
  assert.equal(read.kind, 'error', fragment.slice(0, 60));
  return read.kind === 'error' ? read.error.detail : '';
};

test('a link decodes to what was encoded, and opens as an account with a draft', async () => {
  const fragment = await encodeFragment(SHARED);
  assert.ok(fragment !== null);
  assert.match(fragment, /^byoip\d/);
  const read = await decodeFragment(fragment);
  assert.ok(read.kind === 'ready');
  assert.deepEqual(read.value, SHARED);
  const { contents, draft } = openPayload(read.value, 'key');
  assert.deepEqual(
    contents.prefixes[0]?.bindings.map(({ cidr, serviceName, state }) => [cidr, serviceName, state]),
    [
      ['192.0.2.0/24', 'Magic Transit', 'active'],
      ['192.0.2.1/32', 'CDN', 'provisioning'],
      ['192.0.2.128/25', null, 'active'],
    ],
  );
  assert.deepEqual(
    [...draft.changes],
    [
      ['192.0.2.16/29', 'shared-2'],
      ['192.0.2.1/32', null],
    ],
  );
  assert.equal(draft.notes, SHARED.notes);
});

test('a link of the first version opens', async () => {
  const read = await decodeFragment(KEPT);
  assert.ok(read.kind === 'ready');
  assert.deepEqual(read.value, SHARED);
});

test('a link has IDs on request only', async () => {
  const fragment = await encodeFragment(SHARED);
  const text = inflateRawSync(Buffer.from(fragment?.slice('byoip1.'.length) ?? '', 'base64url')).toString();
  assert.deepEqual(JSON.parse(text), SHARED);
});

test('a payload that is too large gives no link', async () => {
  const noise = (at: number): string => ((at * 2_654_435_761) >>> 0).toString(36);
  const bindings = Array.from(
    { length: 4000 },
    (_, at) => [`10.${at >> 8}.${at & 255}.${(at * 97) & 255}/32`, 0, noise(at)] as const,
  );
  assert.equal(await encodeFragment({ ...SHARED, prefix: '10.0.0.0/8', bindings }), null);
});

test('a decompression bomb is dropped before it has unpacked', async () => {
  const bomb = packed(JSON.stringify({ ...SHARED, notes: 'x'.repeat(20_000_000) }));
  assert.ok(bomb.length < MAX_CHARACTERS);
  const began = performance.now();
  assert.match(await refusal(bomb), /unpacks to more than/);
  assert.ok(performance.now() - began < 2000);
});

for (const { name, value, says } of [
  { name: 'another version', value: 'byoip2.AAAA', says: /version/ },
  { name: 'characters of no link', value: 'byoip1.<script>', says: /character/ },
  { name: 'nothing', value: 'byoip1.', says: /character/ },
  { name: 'too many characters', value: `byoip1.${'A'.repeat(MAX_CHARACTERS)}`, says: /more than/ },
  { name: 'no deflate stream', value: 'byoip1.____', says: /truncated|damaged/ },
  { name: 'no JSON', value: packed('{"prefix":'), says: /not JSON/ },
  {
    name: 'bytes that are no UTF-8',
    value: `byoip1.${deflateRawSync(Buffer.from([0x22, 0xff, 0x22])).toString('base64url')}`,
    says: /not JSON/,
  },
  { name: 'an array', value: packed([]), says: /no draft/ },
  { name: 'an unknown field', value: packed({ ...SHARED, token: 'x' }), says: /fields/ },
  {
    name: 'a prototype',
    value: packed(
      '{"__proto__":{},"prefix":"192.0.2.0/24","services":[],"bindings":[],"draft":[],"notes":""}',
    ),
    says: /fields/,
  },
  { name: 'a missing field', value: packed({ ...SHARED, notes: undefined }), says: /fields/ },
  { name: 'a prefix with host bits', value: packed({ ...SHARED, prefix: '192.0.2.1/24' }), says: /prefix/ },
  {
    name: 'a block outside the prefix',
    value: packed({ ...SHARED, bindings: [['198.51.100.0/24', 0]] }),
    says: /bindings/,
  },
  {
    name: 'a block that is not canonical',
    value: packed({ ...SHARED, draft: [['192.0.2.16/28 ', 0]] }),
    says: /changes/,
  },
  {
    name: 'a service that is not there',
    value: packed({ ...SHARED, bindings: [['192.0.2.0/24', 9]] }),
    says: /bindings/,
  },
  {
    name: 'a position that is no number',
    value: packed({ ...SHARED, draft: [['192.0.2.0/24', '0']] }),
    says: /changes/,
  },
  { name: 'an id with markup', value: packed({ ...SHARED, services: [['CDN', '<b>']] }), says: /services/ },
  {
    name: 'a name of a megabyte',
    value: packed({ ...SHARED, services: [['N'.repeat(900_000)]] }),
    says: /services/,
  },
  {
    name: 'too many bindings',
    value: packed({ ...SHARED, bindings: Array.from({ length: 6000 }, () => ['192.0.2.0/24', 0]) }),
    says: /bindings/,
  },
]) {
  test(`a link with ${name} is an error with the reason`, async () => {
    assert.match(await refusal(value), says);
  });
}

test('a link carries whether the prefix was advertised and when it was read, where that is known', async () => {
  for (const known of [{ advertised: true, readAt: '2026-02-20T17:00:00Z' }, { advertised: false }, {}]) {
    const fragment = await encodeFragment({ ...SHARED, ...known });
    const read = await decodeFragment(fragment ?? '');
    assert.ok(read.kind === 'ready');
    const { contents } = openPayload(read.value, 'key');
    assert.equal(contents.readAt, known.readAt ?? null);
    const states = contents.prefixes[0]?.bgpPrefixes?.map(({ onDemand }) => onDemand?.advertised);
    assert.deepEqual(states, known.advertised === undefined ? undefined : [known.advertised]);
  }
  assert.match(await refusal(packed({ ...SHARED, advertised: 'yes' })), /advertisement/);
  assert.match(await refusal(packed({ ...SHARED, readAt: '<b>now</b>' })), /time/);
});
