// Bindings in flight: the notices of `diff`, `map` and `check --add`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inFlightNotice, inFlightOf } from '../../../src/js/cli/in-flight.js';
import { BINDINGS, byoip, envelope, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const [MAGIC = '', CDN = '', SPECTRUM = ''] = BINDINGS.map(({ service_id }) => service_id);

/** The first half is bound to the CDN; its two halves are on their way to Spectrum, and one of them is stuck. */
const START = [
  { cidr: '192.0.2.0/24', service_id: MAGIC, provisioning: { state: 'active' } },
  { cidr: '192.0.2.0/25', service_id: CDN, provisioning: { state: 'active' } },
  { cidr: '192.0.2.0/26', service_id: SPECTRUM, provisioning: { state: 'provisioning' } },
  { cidr: '192.0.2.64/26', service_id: SPECTRUM, provisioning: { state: 'magic_transit_route_missing' } },
];
const SAID =
  'byoip: 2 of 4 bindings are not active yet: 192.0.2.0/26 (provisioning), 192.0.2.64/26 (magic_transit_route_missing); some edges may not have them\n';

writeInput(cwd, 'start.json', envelope(START.map((one, i) => ({ id: `${i}`.repeat(32), ...one }))));
writeInput(
  cwd,
  'settled.json',
  envelope(START.map((one, i) => ({ id: `${i}`.repeat(32), ...one, provisioning: { state: 'active' } }))),
);
writeInput(
  cwd,
  'wanted.json',
  JSON.stringify(START.filter((_, i) => i !== 1).map(({ cidr, service_id }) => ({ cidr, service_id }))),
);

const PREFIX = ['--prefix', '192.0.2.0/24'];
const COMMANDS = {
  diff: ['diff', ...PREFIX, '--to', 'wanted.json'],
  'diff, as JSON': ['diff', ...PREFIX, '--to', 'wanted.json', '--json'],
  map: ['map', ...PREFIX, '--to', 'wanted.json'],
  'check --add': ['check', ...PREFIX, '--add', `192.0.2.192/28=${CDN}`],
  'check --add, as JSON': ['check', ...PREFIX, '--add', `192.0.2.192/28=${CDN}`, '--json'],
};

for (const [name, args] of Object.entries(COMMANDS)) {
  test(`${name}: names the bindings that are not active, without changing its output`, async () => {
    const settled = await byoip([...args, '--from', 'settled.json'], { cwd });
    const start = await byoip([...args, '--from', 'start.json'], { cwd });
    assert.equal(start.code, settled.code, start.stderr);
    assert.ok(start.stderr.includes(SAID), start.stderr);
    assert.equal(start.stderr.replace(SAID, ''), settled.stderr);
    assert.doesNotMatch(settled.stderr, /not active/);
    if (name !== 'map') assert.equal(start.stdout, settled.stdout);
  });
}

test('a map of one state, and a check of the whole list, have no such notice', async () => {
  for (const args of [
    ['map', '--from', 'start.json'],
    ['check', ...PREFIX, '--from', 'start.json'],
  ]) {
    assert.doesNotMatch((await byoip(args, { cwd })).stderr, /not active yet/);
  }
});

const noticeOf = (bindings: Parameters<typeof inFlightOf>[0]) =>
  inFlightNotice([inFlightOf(bindings)], bindings.length);

test('the notice counts the bindings, names eight, and escapes their states', () => {
  assert.equal(noticeOf([{ cidr: '192.0.2.0/24' }, { cidr: '192.0.2.0/25', state: null }]), null);
  const many = Array.from({ length: 2000 }, (_, i) => ({
    cidr: `10.0.${i >> 8}.${i & 255}/32`,
    state: 'provisioning',
  }));
  const text = noticeOf(many) ?? '';
  assert.match(text, /^2,000 of 2,000 bindings are not active yet: 10\.0\.0\.0\/32 \(provisioning\), /);
  assert.match(text, /10\.0\.0\.7\/32 \(provisioning\) and 1,992 more; some edges may not have them$/);
  const hostile = noticeOf([{ cidr: '192.0.2.0/24', state: '\u001b[2J' }]) ?? '';
  assert.ok(hostile.startsWith('1 of 1 binding is not active yet: ') && !hostile.includes('\u001b'));
});
