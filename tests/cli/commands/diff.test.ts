// `byoip diff`: real and apparent differences, and the exit codes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Difference } from 'byoip';
import {
  BINDINGS,
  byoip,
  envelope,
  startEmulator,
  temporaryFolder,
  writeInput,
} from '../setup/run-command.js';

const cwd = temporaryFolder();
const [MAGIC, CDN, SPECTRUM] = BINDINGS.map(({ service_id }) => service_id);
const PREFIX = '192.0.2.0/24';
const PLAIN = ['diff', '--prefix', PREFIX, '--from', 'bindings.json', '--to', '-'];
const FILES = [...PLAIN, '--exit-code'];

writeInput(
  cwd,
  'bindings.json',
  envelope([...BINDINGS, { cidr: '192.0.2.128/25', service_id: null, id: 'r' }]),
);

const READ = '--to was read as bindings: the most specific entry wins, in any order';
const DESIRED = JSON.stringify([
  { cidr: PREFIX, service_id: MAGIC },
  { cidr: '192.0.2.16/29', service_id: SPECTRUM },
  { cidr: '192.0.2.64/32', service_id: CDN },
]);

test('added, removed and changed blocks and the addresses that change owner are printed; with --exit-code the exit code is 2', async () => {
  const lines = [
    '-  192.0.2.20/32  Spectrum',
    '~  192.0.2.16/29  CDN -> Spectrum',
    '+  192.0.2.64/32  CDN',
    '',
    'addresses that change owner',
    '  1  Magic Transit -> CDN  192.0.2.64',
    '  7  CDN -> Spectrum       192.0.2.16-192.0.2.19, 192.0.2.21-192.0.2.23',
    '',
    '192.0.2.0/24: 1 added, 1 removed, 1 changed, 1 binding and 1 regional stay; 8 addresses change owner',
    READ,
  ];
  const ran = await byoip(FILES, { cwd, stdin: DESIRED });
  const stderr =
    'byoip: 1 of 4 bindings is not active yet: 192.0.2.20/32 (provisioning); some edges may not have it\n';
  assert.deepEqual(ran, { code: 2, stdout: `${lines.join('\n')}\n`, stderr });
  assert.deepEqual(await byoip(PLAIN, { cwd, stdin: DESIRED }), { ...ran, code: 0 });
});

test('the JSON says the same', async () => {
  const { code, stdout } = await byoip([...FILES, '--json'], { cwd, stdin: DESIRED });
  const found = JSON.parse(stdout) as Difference;
  assert.equal(code, 2);
  assert.deepEqual(
    [found.added, found.removed, found.changed].map((list) => list.map(({ cidr }) => cidr)),
    [['192.0.2.64/32'], ['192.0.2.20/32'], ['192.0.2.16/29']],
  );
  assert.deepEqual([found.kept, found.regional, found.addresses, found.addressesChanged], [1, 1, '256', '8']);
  assert.equal(found.removed[0]?.bindingId, BINDINGS[2].id);
});

test('another list with the same owners differs in blocks and in no address', async () => {
  const halves = [...BINDINGS, { cidr: '192.0.2.16/30', service_id: CDN }].map(({ cidr, service_id }) => ({
    cidr,
    service_id,
  }));
  const { code, stdout } = await byoip(FILES, { cwd, stdin: JSON.stringify(halves) });
  assert.equal(code, 2);
  assert.match(
    stdout,
    /1 added, 0 removed, 0 changed, .*; 0 addresses change owner\n--to was read as bindings/,
  );
});

test('a list does not differ from itself in any order, with exit code 0', async () => {
  const reversed = JSON.stringify([...BINDINGS].reverse());
  const { code, stdout } = await byoip(FILES, { cwd, stdin: reversed });
  assert.deepEqual([code, stdout], [0, `${PREFIX}: no changes: what is bound is what should be\n${READ}\n`]);
});

test('without --from the current bindings come from the API', async () => {
  const env = await startEmulator();
  const { stdout: list } = await byoip(['list', PREFIX, '--json'], { env });
  const same = await byoip(['diff', '--prefix', PREFIX, '--to', '-'], { env, stdin: list });
  assert.deepEqual([same.code, same.stderr], [0, '']);
});

test('a wrong call, and a list that breaks a rule, are errors with a fix', async () => {
  const wrong = await byoip(['diff', '--prefix', PREFIX], { cwd });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /pass --to FILE/);
  const illegal = await byoip(FILES, { cwd, stdin: `[{"cidr":"192.0.2.0/25","service_id":"${CDN}"}]` });
  assert.equal(illegal.code, 1);
  assert.match(illegal.stderr, /code: desired-illegal/);
});
