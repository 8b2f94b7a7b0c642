// Lists of desired bindings as files of people: columns of other tools, encodings, and the lines of findings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BINDINGS, byoip, envelope, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const FROM = ['--prefix', '192.0.2.0/24', '--from', 'bindings.json'];
writeInput(cwd, 'bindings.json', envelope(BINDINGS));

const ROWS = [
  '192.0.2.0/24,Active,Magic Transit',
  '192.0.2.16/29,Active,cdn',
  '192.0.2.20/32,Active,Spectrum',
];
const NETBOX = `Prefix,Status,cf_service\r\n${ROWS.join('\r\n')}\r\n`;

test('an export of an address manager is read, and the output tells which column was taken for what', async () => {
  for (const command of ['diff', 'plan']) {
    const { code, stdout } = await byoip([command, ...FROM, '--to', '-'], { cwd, stdin: NETBOX });
    assert.equal(code, 0, stdout);
    const told = 'addresses from `Prefix`, service from `cf_service`, ignored `Status`';
    assert.ok(stdout.includes(`in any order; ${told}\n`), stdout);
  }
});

test('a list that only has columns of ours needs no word about them', async () => {
  const stdin = 'cidr,service\n192.0.2.0/24,Magic Transit\n192.0.2.16/29,CDN\n192.0.2.20/32,Spectrum\n';
  const { code, stdout } = await byoip(['diff', ...FROM, '--to', '-'], { cwd, stdin });
  assert.deepEqual([code, stdout.includes('addresses from')], [0, false]);
});

test('a finding about a list has the file and the line of its entry', async () => {
  const list = `${NETBOX}\r\n,,\r\n192.0.2.64/26,Active,Magic Transit\r\n`;
  writeInput(cwd, 'desired.csv', list);
  for (const command of ['plan', 'diff']) {
    const { code, stderr } = await byoip([command, ...FROM, '--to', 'desired.csv'], { cwd });
    assert.equal(code, 1);
    assert.match(stderr, /magic-transit-not-default {2}192\.0\.2\.64\/26 {2}in desired\.csv:7\n/);
  }
  const many = [64, 65, 66, 67].map((host) => `192.0.2.${host}/32,Active,Magic Transit\r\n`).join('');
  const { stderr } = await byoip(['plan', ...FROM, '--to', '-'], { cwd, stdin: `${NETBOX}${many}` });
  const others = '192.0.2.65/32 (line 6), 192.0.2.66/32 (line 7), 192.0.2.67/32 (line 8)';
  assert.match(stderr, /magic-transit-not-default {2}192\.0\.2\.64\/32 {2}in standard input:5\n/);
  assert.ok(stderr.includes(`    and 3 more: ${others}\n`), stderr);
  const json = await byoip(['plan', ...FROM, '--to', 'desired.csv', '--json'], { cwd });
  const { error } = JSON.parse(json.stdout) as { error: { findings: { cidr: string; source: string }[] } };
  const sources = error.findings.map(({ cidr, source }) => [cidr, source]);
  assert.deepEqual(sources, [['192.0.2.64/26', 'desired.csv:7']]);
  const check = await byoip(['check', ...FROM, '--to', 'desired.csv'], { cwd });
  assert.match(check.stdout, /magic-transit-not-default +192\.0\.2\.64\/26 +in desired\.csv:7/);
});

test('the output of `list --json` is a list of desired bindings', async () => {
  const { stdout } = await byoip(['list', '192.0.2.0/24', '--from', 'bindings.json', '--json'], { cwd });
  const { code } = await byoip(['diff', ...FROM, '--to', '-'], { cwd, stdin: stdout });
  assert.equal(code, 0);
});
