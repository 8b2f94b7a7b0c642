// Measures commands of `dist/` on 100,000 bindings of one prefix: processor time and peak memory of the process, as a table.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BINDINGS = 100_000;
const SERVICES = [
  { id: '2db684ee7ca04e159946fd05b99e1bcd', name: 'Magic Transit' },
  { id: 'c0de0000000000000000000000000cd1', name: 'CDN' },
  { id: 'c0de00000000000000000000000005ec', name: 'Spectrum' },
];
const CLI = new URL('../dist/cli.js', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'byoip-commands-'));

let seed = 7;
function below(limit) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed % limit;
}

/** Blocks of 10.0.0.0/8, half of them hosts, each with the index of its service. */
function drawBlocks() {
  const blocks = new Map([['10.0.0.0/8', 0]]);
  while (blocks.size < BINDINGS) {
    const length = [32, 32, 32, 32, 28, 29, 30, 24][below(8)];
    const size = 2 ** (32 - length);
    const at = Math.floor(below(2 ** 24) / size) * size;
    blocks.set(`10.${at >>> 16}.${(at >>> 8) & 255}.${at & 255}/${length}`, 1 + below(2));
  }
  return [...blocks];
}

const blocks = drawBlocks();
const id = (number) => number.toString(16).padStart(32, '0');
const bindings = blocks.map(([cidr, service], i) => ({
  id: id(i + 1),
  cidr,
  service_id: SERVICES[service].id,
  service_name: SERVICES[service].name,
  provisioning: { state: 'active' },
}));
const prefix = { id: id(0xf), account_id: id(0xa), cidr: '10.0.0.0/8', approved: 'V', advertised: true };
const snapshot = {
  byoip_snapshot: 1,
  account_id: id(0xa),
  taken_at: '2026-01-01T00:00:00Z',
  services: SERVICES,
};
writeFileSync(
  join(folder, 'snapshot.json'),
  JSON.stringify({ ...snapshot, prefixes: [{ prefix, bindings }] }),
);
const list = (serviceOf) =>
  `cidr,service\n${blocks.map(([cidr, service], i) => `${cidr},${SERVICES[serviceOf(service, i)].name}\n`).join('')}`;
writeFileSync(
  join(folder, 'same.csv'),
  list((service) => service),
);
writeFileSync(
  join(folder, 'few.csv'),
  list((service, i) => (i % 10_000 === 5 ? 3 - service : service)),
);
writeFileSync(
  join(folder, 'all.csv'),
  list((service) => (service === 0 ? 0 : 3 - service)),
);

/** Seconds of processor time, and megabytes. */
function measure(args) {
  const usage = join(folder, 'usage.json');
  const code = `import{writeFileSync as w}from"node:fs";process.on("exit",()=>w(${JSON.stringify(usage)},JSON.stringify(process.resourceUsage())))`;
  const ran = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(code)}`, CLI, ...args],
    {
      cwd: folder,
      maxBuffer: 2 ** 30,
      env: { ...process.env, CLOUDFLARE_API_TOKEN: undefined },
    },
  );
  if (ran.status === 1) throw new Error(`byoip ${args.join(' ')}: ${ran.stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8'));
  return [(userCPUTime + systemCPUTime) / 1e6, maxRSS / 1e3, ran.stdout.length / 1e6];
}

const FROM = ['--from', 'snapshot.json'];
const commands = [
  ['resolve', '10.1.2.3', ...FROM],
  ['list', ...FROM],
  ['check', ...FROM],
  ...['same', 'few', 'all'].map((file) => ['diff', '--to', `${file}.csv`, ...FROM]),
  ...['same', 'few', 'all'].map((file) => ['plan', '--to', `${file}.csv`, '--force', ...FROM]),
  ['diff', 'snapshot.json', 'snapshot.json'],
];
console.log('| command | processor time | peak memory | output |\n| --- | ---: | ---: | ---: |');
for (const args of commands) {
  const [seconds, memory, output] = measure(args);
  const cells = [`${seconds.toFixed(1)} s`, `${memory.toFixed(0)} MB`, `${output.toFixed(1)} MB`];
  console.log(`| \`byoip ${args.join(' ')}\` | ${cells.join(' | ')} |`);
}
rmSync(folder, { recursive: true });
