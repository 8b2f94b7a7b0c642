// `byoip map`: the same map for the same lists, to standard output or a file.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BINDINGS, byoip, envelope, shell, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const [MAGIC, CDN, SPECTRUM] = [BINDINGS[0].service_id, BINDINGS[1].service_id, BINDINGS[2].service_id];
writeInput(cwd, 'bindings.json', envelope(BINDINGS));
writeInput(cwd, 'desired.csv', `192.0.2.0/24,${MAGIC}\n192.0.2.16/29,${CDN}\n192.0.2.24/29,${SPECTRUM}\n`);

interface Numbers {
  readonly prefix: string;
  readonly before: readonly Run[];
  readonly after: readonly Run[] | null;
}
interface Run {
  readonly first: string;
  readonly last: string;
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  readonly provisioning: boolean;
}

test('a list gives one SVG document, to standard output or a file, with the same bytes each time', async () => {
  const { code, stdout, stderr } = await byoip(['map', '--from', 'bindings.json'], { cwd });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(
    stdout,
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*width="960"[^>]*>\n<title[^>]*>192\.0\.2\.0\/24/,
  );
  assert.match(stdout, /<\/svg>\n$/);
  const again = await byoip(['map', '--from', '-', '-o', 'map.svg'], { cwd, stdin: envelope(BINDINGS) });
  assert.deepEqual(again, { code: 0, stdout: '', stderr: '' });
  assert.equal(readFileSync(join(cwd, 'map.svg'), 'utf8'), stdout);
});

test('the picture names every service, its addresses and every binding', async () => {
  const { stdout } = await byoip(['map', '--from', 'bindings.json', '--width', '1200'], { cwd });
  assert.match(stdout, / width="1200" /);
  for (const { cidr, service_name } of BINDINGS) {
    assert.ok(stdout.includes(`${cidr} goes to ${service_name}`), cidr);
  }
  assert.ok(stdout.includes('192.0.2.20: Spectrum, still rolling out, 1 address'));
});

test('with a desired list the map has both states and counts the addresses that change owner', async () => {
  const args = ['map', '--from', 'bindings.json', '--to', 'desired.csv'];
  const { code, stdout } = await byoip(args, { cwd });
  assert.equal(code, 0);
  // The /32 of Spectrum goes back to the CDN; the upper /29 goes to Spectrum.
  assert.ok(stdout.includes('9 of 256 addresses change owner'));
  assert.ok(stdout.includes('192.0.2.20/32 goes to Spectrum, still rolling out, is removed'));
  assert.ok(stdout.includes('192.0.2.24/29 goes to Spectrum, is new'));
  const hosts = `192.0.2.16-192.0.2.23,${CDN}\n192.0.2.24-192.0.2.31,${SPECTRUM}\n`;
  const ranges = await byoip([...args.slice(0, 4), '-'], { cwd, stdin: hosts });
  assert.equal(ranges.stdout, stdout, 'ranges under the default that is bound are the same bindings');
});

test('regional bindings stay in the map of the desired bindings', async () => {
  const from = envelope([...BINDINGS, { id: 'r', cidr: '192.0.2.128/25' }]);
  const args = ['map', '--from', '-', '--to', 'desired.csv'];
  const { stdout } = await byoip(args, { cwd, stdin: from });
  assert.equal(stdout.split('192.0.2.128/25 regional, owns nothing').length, 3);
});

test('as JSON, runs tile the prefix', async () => {
  const args = ['map', '--from', 'bindings.json', '--to', 'desired.csv', '--json'];
  const { stdout } = await byoip(args, { cwd });
  const { prefix, before, after } = JSON.parse(stdout) as Numbers;
  assert.equal(prefix, '192.0.2.0/24');
  const said = (runs: readonly Run[]) => runs.map(({ first, serviceName }) => [first, serviceName]);
  assert.deepEqual(said(before), [
    ['192.0.2.0', 'Magic Transit'],
    ['192.0.2.16', 'CDN'],
    ['192.0.2.20', 'Spectrum'],
    ['192.0.2.21', 'CDN'],
    ['192.0.2.24', 'Magic Transit'],
  ]);
  assert.deepEqual(said(after ?? []), [
    ['192.0.2.0', 'Magic Transit'],
    ['192.0.2.16', 'CDN'],
    ['192.0.2.24', 'Spectrum'],
    ['192.0.2.32', 'Magic Transit'],
  ]);
  assert.deepEqual(before[2], {
    first: '192.0.2.20',
    last: '192.0.2.20',
    serviceId: SPECTRUM,
    serviceName: 'Spectrum',
    provisioning: true,
    stuck: false,
  });
});

test('without --prefix the prefix is the binding that contains all others, or an error', async () => {
  const two = envelope(BINDINGS.slice(1));
  const unknown = await byoip(['map', '--from', '-'], {
    stdin: envelope([...BINDINGS, { ...BINDINGS[0], cidr: '198.51.100.0/24' }]),
  });
  assert.equal(unknown.code, 1);
  assert.match(
    unknown.stderr,
    /no binding contains all others\n {2}cure: pass --prefix CIDR, or use a snapshot/,
  );
  assert.match(
    (await byoip(['map', '--from', '-'], { stdin: two })).stdout,
    /<title id="byoip-title">192\.0\.2\.16\/29:/,
  );
  assert.match(
    (await byoip(['map', '--from', '-'], { stdin: '[]' })).stderr,
    /^byoip: `standard input` has no bindings, so the prefix is unknown/,
  );
  const named = await byoip(['map', '--from', '-', '--prefix', '192.0.2.0/24'], { stdin: two });
  assert.match(named.stdout, /no service/);
});

test('a call with a missing option is a usage error; an unwritable file is `output-failed`', async () => {
  const cases = [
    [[], 'there are no credentials in the environment'],
    [['--from', 'bindings.json', 'x'], '`map` takes only options'],
    [['--from', 'bindings.json', '--width', '12'], '`--width` is `12`'],
    [['--from', 'missing.json'], 'there is no file `missing.json`'],
    [
      ['--from', 'bindings.json', '-o', 'no/such/map.svg'],
      'the file `no/such/map.svg` cannot be written: ENOENT',
    ],
    [['--from', '-', '--to', '-', '--prefix', '192.0.2.0/24'], 'standard input can supply only one list'],
  ] as const;
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await byoip(['map', ...args], { cwd, stdin: envelope(BINDINGS) });
    assert.deepEqual([code, stdout, stderr.split('\n')[0]], [1, '', `byoip: ${message}`]);
  }
});

test('the picture of the worked migration is what the command draws', async () => {
  const page = readFileSync('docs/planner.md', 'utf8');
  const [, bindings = ''] = /^```json\n(.*?)^```$/ms.exec(page) ?? [];
  const lines = [...page.matchAll(/^\$ (printf .* > (?:services\.json|desired\.csv))$/gm)].map(
    ([, line = '']) => line,
  );
  assert.equal(lines.length, 2, 'the page writes the services and what should be');
  const there = temporaryFolder();
  writeInput(there, 'bindings.json', bindings);
  for (const line of lines) assert.equal((await shell(line, { cwd: there })).code, 0);
  const args = ['map', '--services', 'services.json', '--from', 'bindings.json', '--to', 'desired.csv'];
  const { stdout } = await byoip(args, { cwd: there });
  assert.equal(readFileSync('docs/map-before-after.svg', 'utf8'), stdout);
});
