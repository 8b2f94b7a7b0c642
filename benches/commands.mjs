// Measures the commands of `dist/` on 100,000 bindings: processor time and peak memory of the process, as a table.
//
//     npm run build && node benches/commands.mjs [WORD…]

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, Byoip, memoryJournal, plan, toRunPlan } from '../dist/index.js';

const BINDINGS = 100_000;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
/** The goal: seconds of processor time, and megabytes. */
const LIMITS = { seconds: 2, memory: 300 };
const SERVICES = [
  { id: '2db684ee7ca04e159946fd05b99e1bcd', name: 'Magic Transit' },
  { id: 'c0de0000000000000000000000000cd1', name: 'CDN' },
  { id: 'c0de00000000000000000000000005ec', name: 'Spectrum' },
];
const CLI = new URL('../dist/cli.js', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'byoip-commands-'));
const write = (name, text) => writeFileSync(join(folder, name), text);

let seed = 7;
function below(limit) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed % limit;
}

/** Blocks of `10.0.0.0/8` or of one of its parts, half of them hosts, each with the index of its service; the whole first. */
function drawBlocks(first, length, count) {
  const blocks = new Map([[`${address(first)}/${length}`, 0]]);
  while (blocks.size < count) {
    const size = 2 ** (32 - [32, 32, 32, 32, 28, 29, 30, Math.max(24, length + 2)][below(8)]);
    const at = first + Math.floor(below(2 ** (32 - length)) / size) * size;
    blocks.set(`${address(at)}/${32 - Math.log2(size)}`, 1 + below(2));
  }
  return [...blocks];
}

const address = (at) => `10.${(at >>> 16) & 255}.${(at >>> 8) & 255}.${at & 255}`;
const id = (number) => number.toString(16).padStart(32, '0');

let nextId = 1;
const bindingOf = ([cidr, service], state) => ({
  id: id(nextId++),
  cidr,
  service_id: SERVICES[service].id,
  service_name: SERVICES[service].name,
  provisioning: { state },
});
const prefixOf = (cidr, i) => ({
  id: id(0xf0000000 + i),
  account_id: id(0xa),
  cidr,
  approved: 'V',
  advertised: true,
});

/** A snapshot, and lists in CSV that change none, one of a hundred, and all of its bindings. */
function writeAccount(name, lists, stateOf = () => 'active') {
  const prefixes = lists.map((blocks, i) => ({
    prefix: prefixOf(blocks[0][0], i),
    bindings: blocks.map((block, at) => bindingOf(block, stateOf(at))),
  }));
  const head = {
    byoip_snapshot: 1,
    account_id: id(0xa),
    taken_at: '2026-01-01T00:00:00Z',
    services: SERVICES,
  };
  write(`${name}.json`, JSON.stringify({ ...head, prefixes }));
  write('services.json', JSON.stringify({ success: true, errors: [], messages: [], result: SERVICES }));
  const rows = lists.flat();
  const csv = (serviceOf) =>
    `cidr,service\n${rows.map(([cidr, service], i) => `${cidr},${SERVICES[serviceOf(service, i)].name}\n`).join('')}`;
  const other = (service) => (service === 0 ? 0 : 3 - service);
  write(
    `${name}-same.csv`,
    csv((service) => service),
  );
  write(
    `${name}-few.csv`,
    csv((service, i) => (i % 100 === 5 ? other(service) : service)),
  );
  write(`${name}-all.csv`, csv(other));
  return prefixes;
}

const [{ prefix, bindings }] = writeAccount('one', [drawBlocks(0, 8, BINDINGS)]);
writeAccount('flight', [drawBlocks(0, 8, BINDINGS)], (i) => (i % 2 === 0 ? 'active' : 'provisioning'));
writeAccount(
  'many',
  Array.from({ length: 1000 }, (_, i) => drawBlocks(i * 2 ** 14, 18, BINDINGS / 1000)),
);
const changed = bindings.map((one, i) => (i % 100 === 5 ? { ...one, service_id: SERVICES[2].id } : one));
write(
  'one-later.json',
  readFileSync(join(folder, 'one.json'), 'utf8').replace(JSON.stringify(bindings), JSON.stringify(changed)),
);
const info = { page: 1, per_page: BINDINGS, count: BINDINGS, total_count: BINDINGS };
write(
  'answer.json',
  JSON.stringify({ success: true, errors: [], messages: [], result: bindings, result_info: info }),
);
await writeJournal();

/** The journal of a run that has just begun and writes 2,000 bindings. */
async function writeJournal() {
  const current = bindings.map((one) => ({ id: one.id, cidr: one.cidr, serviceId: one.service_id }));
  const desired = current.map(({ cidr, serviceId }, i) => ({
    cidr,
    serviceId: i % 100 === 5 ? SERVICES[serviceId === SERVICES[1].id ? 2 : 1].id : serviceId,
  }));
  const task = { prefix, current, desired, force: true };
  const journal = memoryJournal();
  const client = new Byoip({ apiToken: 'none', accountId: id(0xa) });
  await apply(toRunPlan(id(0xa), [{ prefixId: prefix.id, task }]), {
    client,
    journal,
    signal: AbortSignal.abort(),
  });
  write('run.jsonl', journal.text);
  if (plan(task).steps.length < 1000) throw new Error('the plan of the run is too short');
}

/** Seconds of processor time, megabytes at most, and megabytes of output. */
function measure(args) {
  const usage = join(folder, 'usage.json');
  const code = `import{writeFileSync as w}from"node:fs";process.on("exit",()=>w(${JSON.stringify(usage)},JSON.stringify(process.resourceUsage())))`;
  const ran = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(code)}`, CLI, ...args],
    { cwd: folder, maxBuffer: 2 ** 30, env: { ...process.env, CLOUDFLARE_API_TOKEN: undefined } },
  );
  if (ran.status === 1 || ran.status === null) throw new Error(`byoip ${args.join(' ')}: ${ran.stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8'));
  return {
    seconds: (userCPUTime + systemCPUTime) / 1e6,
    memory: maxRSS / 1e3,
    output: ran.stdout.length / 1e6,
  };
}

const ALL = ['same', 'few', 'all'];
const changes = (account) =>
  ALL.flatMap((which) => [
    ['diff', '--to', `${account}-${which}.csv`, '--from', `${account}.json`],
    ['plan', '--to', `${account}-${which}.csv`, '--force', '--from', `${account}.json`],
  ]);
const commands = [
  ...['one.json', 'many.json', 'answer.json'].flatMap((file) => [
    ['resolve', '10.1.2.3', '--from', file],
    ['list', '--from', file],
    ['check', '--from', file],
  ]),
  ['map', '--from', 'one.json'],
  ['check', '--to', 'one-few.csv', '--from', 'one.json'],
  ...changes('one'),
  ['plan', '--to', 'one-few.csv', '--force', '--from', 'one.json', '-o', 'plan.json'],
  ['plan', '--to', 'one-few.csv', '--force', '--from', 'one.json', '--json'],
  ['plan', '--to', 'one-few.csv', '--force', '--from', 'answer.json'],
  ...changes('many'),
  ['diff', '--to', 'flight-few.csv', '--from', 'flight.json'],
  ['plan', '--to', 'flight-few.csv', '--force', '--from', 'flight.json'],
  ['diff', 'one.json', 'one.json'],
  ['diff', 'one.json', 'one-later.json'],
  ['diff', 'many.json', 'many.json'],
  [
    ...['aggregate', '--prefix', '10.0.0.0/8', '--default', SERVICES[0].name],
    ...['--from', 'one-same.csv', '--services', 'services.json'],
  ],
  ['snapshot', 'one.json'],
  ['status', 'run.jsonl'],
];

const words = process.argv.slice(2);
const wanted = (args) => words.every((word) => args.join(' ').includes(word));
console.log('| command | processor time | peak memory | output | met |\n| --- | ---: | ---: | ---: | --- |');
for (const args of commands.filter(wanted)) {
  const rounds = Array.from({ length: ROUNDS }, () => measure(args));
  const least = (of) => Math.min(...rounds.map(of));
  const [seconds, memory] = [least((one) => one.seconds), least((one) => one.memory)];
  const met = seconds <= LIMITS.seconds && memory <= LIMITS.memory;
  const cells = [
    `${seconds.toFixed(2)} s`,
    `${memory.toFixed(0)} MB`,
    `${rounds[0].output.toFixed(1)} MB`,
    met ? 'yes' : '**no**',
  ];
  console.log(`| \`byoip ${args.join(' ')}\` | ${cells.join(' | ')} |`);
}
rmSync(folder, { recursive: true });
