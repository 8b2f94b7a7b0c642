// The draft as data: the laws of its changes, of undo and redo, and of what people type for addresses.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { init } from '../../../src/js/entry/slim.js';
import { ownershipChanges, sumByOwners } from '../../../www/page/draft/ownership-changes.js';
import { parseTargets } from '../../../www/page/draft/parse-targets.js';
import {
  applyEdits,
  commit,
  type Draft,
  type DraftHistory,
  desiredBindings,
  desiredService,
  discardChange,
  EMPTY_DRAFT,
  EMPTY_HISTORY,
  listChanges,
  redo,
  servicesByCidr,
  undo,
} from '../../../www/page/state/draft-model.js';

before(() => init(readFileSync('dist/byoip.wasm')));

const BASE = [
  { cidr: '192.0.2.0/24', serviceId: 'mt' },
  { cidr: '192.0.2.1/32', serviceId: 'cdn' },
  { cidr: '192.0.2.128/25', serviceId: null },
];
const BOUND = servicesByCidr(BASE);

test('a draft without changes wants what is there, regional bindings left out', () => {
  assert.deepEqual(desiredBindings(EMPTY_DRAFT, BOUND), [
    { cidr: '192.0.2.0/24', serviceId: 'mt' },
    { cidr: '192.0.2.1/32', serviceId: 'cdn' },
  ]);
  assert.deepEqual(listChanges(EMPTY_DRAFT, BOUND), []);
});

test('binding, rebinding and unbinding change what is wanted, and nothing in place', () => {
  const draft = applyEdits(EMPTY_DRAFT, BOUND, [
    { cidr: '192.0.2.16/29', serviceId: 'cdn' },
    { cidr: '192.0.2.0/24', serviceId: 'cdn' },
    { cidr: '192.0.2.1/32', serviceId: null },
  ]);
  assert.deepEqual(desiredBindings(draft, BOUND), [
    { cidr: '192.0.2.0/24', serviceId: 'cdn' },
    { cidr: '192.0.2.16/29', serviceId: 'cdn' },
  ]);
  assert.deepEqual(listChanges(draft, BOUND), [
    { cidr: '192.0.2.16/29', from: null, to: 'cdn' },
    { cidr: '192.0.2.0/24', from: 'mt', to: 'cdn' },
    { cidr: '192.0.2.1/32', from: 'cdn', to: null },
  ]);
  assert.equal(desiredService(draft, BOUND, '192.0.2.1/32'), null);
  assert.equal(EMPTY_DRAFT.changes.size, 0);
});

test('there and back again is no change', () => {
  const there = applyEdits(EMPTY_DRAFT, BOUND, [{ cidr: '192.0.2.1/32', serviceId: 'mt' }]);
  const back = applyEdits(there, BOUND, [{ cidr: '192.0.2.1/32', serviceId: 'cdn' }]);
  assert.equal(back.changes.size, 0);
  const bound = applyEdits(EMPTY_DRAFT, BOUND, [{ cidr: '192.0.2.9/32', serviceId: 'cdn' }]);
  assert.equal(applyEdits(bound, BOUND, [{ cidr: '192.0.2.9/32', serviceId: null }]).changes.size, 0);
  assert.equal(discardChange(there, '192.0.2.1/32').changes.size, 0);
});

test('every step of a long history is undone and done again, exactly', () => {
  let history: DraftHistory = EMPTY_HISTORY;
  const drafts: Draft[] = [history.present];
  for (let at = 0; at < 500; at += 1) {
    const next = applyEdits(history.present, BOUND, [
      { cidr: `192.0.2.${at % 250}/32`, serviceId: `s${at}` },
    ]);
    history = commit(history, next);
    drafts.push(next);
  }
  for (let at = 499; at >= 0; at -= 1) {
    history = undo(history);
    assert.equal(history.present, drafts[at]);
  }
  assert.deepEqual(undo(history), history, 'before the beginning there is nothing');
  for (let at = 1; at <= 500; at += 1) {
    history = redo(history);
    assert.equal(history.present, drafts[at]);
  }
  assert.equal(history.future.length, 0);
});

test('a step that changes nothing is none, and a new step forgets what was undone', () => {
  const one = commit(
    EMPTY_HISTORY,
    applyEdits(EMPTY_DRAFT, BOUND, [{ cidr: '192.0.2.8/32', serviceId: 'cdn' }]),
  );
  assert.equal(commit(one, { ...one.present }), one);
  assert.equal(commit(one, { ...one.present, notes: 'why' }).past.length, 2);
  const other = commit(undo(one), { ...EMPTY_DRAFT, notes: 'other' });
  assert.equal(other.future.length, 0);
});

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
  test(`\`${text.replace(/\s/g, ' ')}\` is read as ${cidrs.join(', ')}`, () => {
    const read = parseTargets(text);
    assert.deepEqual(read, { kind: 'blocks', cidrs });
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
  test(`\`${text}\` is refused with \`${code}\`, its place, and cures that are accepted`, () => {
    const read = parseTargets(text);
    assert.ok(read.kind === 'slip');
    assert.equal(read.slip.error.code, code);
    assert.equal(text.slice(read.slip.start, read.slip.end), place);
    assert.deepEqual(
      read.slip.fixes.map((cure) => cure.text),
      cures,
    );
    for (const cure of read.slip.fixes) assert.equal(parseTargets(cure.text).kind, 'blocks', cure.text);
  });
}

test('nothing is nothing, and a flood is refused as one', () => {
  assert.deepEqual(parseTargets(' \n, ;'), { kind: 'nothing' });
  const flood = Array.from({ length: 3000 }, (_, at) => `10.0.${at >> 8}.${at & 255}`).join('\n');
  assert.equal(parseTargets(flood).kind, 'too-many');
});

test('what changes hands is found at every boundary, merged and summed', () => {
  const run = (first: bigint, last: bigint, serviceId: string | null) => ({
    first,
    last,
    serviceId,
    serviceName: null,
    progress: 'active' as const,
  });
  const before = [run(0n, 9n, 'a'), run(10n, 10n, 'b'), run(11n, 255n, 'a')];
  const after = [run(0n, 3n, 'a'), run(4n, 12n, 'c'), run(13n, 200n, 'a'), run(201n, 255n, null)];
  assert.deepEqual(ownershipChanges(before, after), [
    { first: 4n, last: 9n, from: 'a', to: 'c' },
    { first: 10n, last: 10n, from: 'b', to: 'c' },
    { first: 11n, last: 12n, from: 'a', to: 'c' },
    { first: 201n, last: 255n, from: 'a', to: null },
  ]);
  assert.deepEqual(sumByOwners(ownershipChanges(before, after)), [
    { from: 'a', to: null, count: 55n },
    { from: 'a', to: 'c', count: 8n },
    { from: 'b', to: 'c', count: 1n },
  ]);
  assert.deepEqual(ownershipChanges(before, before), []);
});
