// The owner segments of a prefix, compared with a search through all bindings.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { init } from '../../../src/js/entry/slim.js';
import { BindingTable, type ServiceBinding } from '../../../src/js/index.js';
import { addressText } from '../../../src/js/map/model/address-range.js';
import { createOpenPrefix, type OpenPrefix } from '../../../www/page/bindings/open-prefix.js';
import { PREFIXES, randomBindings } from '../setup/random-bindings.js';

before(() => init(readFileSync('dist/byoip.wasm')));

/** The bits of an address or a block, by a way of its own: through the text of every group. */
function bitsOf(cidr: string): string {
  const [address = '', length] = cidr.split('/');
  const isV6 = address.includes(':');
  const [head = '', tail] = address.split('::');
  const part = (text: string | undefined): string[] =>
    text === undefined || text === '' ? [] : text.split(isV6 ? ':' : '.');
  const [left, right] = [part(head), part(tail)];
  const zeros = Array.from({ length: isV6 ? 8 - left.length - right.length : 0 }, () => '0');
  const groups = tail === undefined ? left : [...left, ...zeros, ...right];
  const bits = groups.map((group) =>
    Number.parseInt(group, isV6 ? 16 : 10)
      .toString(2)
      .padStart(isV6 ? 16 : 8, '0'),
  );
  return bits.join('').slice(0, length === undefined ? undefined : Number(length));
}

const PROGRESS = ['active', 'provisioning', 'stuck'];

function progressOf(binding: ServiceBinding | null): string {
  if (binding === null || binding.state === null || binding.state === 'active') return 'active';
  return binding.state === 'provisioning' ? 'provisioning' : 'stuck';
}

/** The most specific binding with a service; of equal ones the one that is furthest rolled out, then the first. */
function ownerOf(address: bigint, family: 4 | 6, bindings: readonly ServiceBinding[]): ServiceBinding | null {
  const bits = address.toString(2).padStart(family === 4 ? 32 : 128, '0');
  const rank = (one: ServiceBinding): number =>
    bitsOf(one.cidr).length * 10 - PROGRESS.indexOf(progressOf(one));
  return bindings
    .filter((one) => one.serviceId !== null && bits.startsWith(bitsOf(one.cidr)))
    .reduce<ServiceBinding | null>(
      (best, one) => (best === null || rank(one) > rank(best) ? one : best),
      null,
    );
}

function checkSegments(
  { segments, first, last, family }: OpenPrefix,
  bindings: readonly ServiceBinding[],
  name: string,
): void {
  let next = first;
  let before: string | null = null;
  for (const segment of segments) {
    assert.equal(segment.first, next, `${name}: no gap`);
    for (const address of [segment.first, (segment.first + segment.last) / 2n, segment.last]) {
      const owner = ownerOf(address, family, bindings);
      assert.deepEqual(
        [segment.serviceId, segment.progress],
        [owner?.serviceId ?? null, progressOf(owner)],
        `${name}: ${addressText(address, family)}`,
      );
    }
    const look = `${segment.serviceId} ${segment.progress}`;
    assert.notEqual(look, before, `${name}: neighbours differ`);
    before = look;
    next = segment.last + 1n;
  }
  assert.equal(next, last + 1n, `${name}: to the end`);
}

test('a prefix is cut into segments of one owner each, for any bindings', async () => {
  let runs = 0;
  for (const prefix of PREFIXES) {
    for (let seed = 0; seed < 300; seed += 1) {
      const bindings = randomBindings(prefix, seed);
      const table = BindingTable.fromBindings(bindings, { prefix });
      const opened = await createOpenPrefix(
        { id: 'p', cidr: prefix, extra: {} },
        { table, bindings },
        new AbortController().signal,
      );
      checkSegments(opened, bindings, `${prefix}, seed ${seed}`);
      runs += opened.segments.length;
      opened.dispose();
    }
  }
  assert.ok(runs > 4000, `only ${runs} runs were compared`);
});
