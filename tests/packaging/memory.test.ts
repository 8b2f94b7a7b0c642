// Large lists: how often the wasm memory grows for them, and that they are read completely.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { BindingTable, lint, plan, type ServiceBinding } from 'byoip';

const folder = mkdtempSync(join(tmpdir(), 'byoip-memory-'));
after(() => rmSync(folder, { recursive: true }));

const WASM_OPT = 'node_modules/binaryen/bin/wasm-opt';
const FEATURES = [
  'bulk-memory',
  'reference-types',
  'sign-ext',
  'mutable-globals',
  'nontrapping-float-to-int',
];

let grown = 0;

/** A wasm of the package that counts in `grown` how often its memory grows. */
function counting(name: string): WebAssembly.Module {
  const to = join(folder, name);
  const enabled = [...FEATURES, 'multivalue', 'bulk-memory-opt'].map((feature) => `--enable-${feature}`);
  const args = [`dist/${name}`, '--instrument-memory=memory.grow', ...enabled, '-o', to];
  execFileSync(process.execPath, [WASM_OPT, ...args]);
  return new WebAssembly.Module(readFileSync(to));
}

/** What the instrumented wasm calls around each growth; all else it only names. */
const env = new Proxy(
  {},
  {
    get: (_, name) => {
      return (...given: readonly unknown[]) => {
        if (name === 'memory_grow_pre') grown += 1;
        return given.at(-1);
      };
    },
  },
);

const Plain = WebAssembly.Instance;
WebAssembly.Instance = new Proxy(Plain, {
  construct: (_, [module, imports]: [WebAssembly.Module, WebAssembly.Imports]) =>
    new Plain(module, { ...imports, env }),
});
const counted = await import('byoip/slim');
await counted.init(counting('byoip.wasm'));
await counted.initPlanner(counting('planner.wasm'));
WebAssembly.Instance = Plain;

const MAGIC = '2db684ee7ca04e159946fd05b99e1bcd';
const CDN = 'c0de0000000000000000000000000cd1';
const services = [
  { id: MAGIC, name: 'Magic Transit' },
  { id: CDN, name: 'CDN' },
];
const prefix = { cidr: '10.0.0.0/8' };
const whole = { cidr: prefix.cidr, serviceId: MAGIC, serviceName: 'Magic Transit' };

/** The prefix and so many of its hosts, each bound to the CDN. */
function hosts(count: number): (typeof whole)[] {
  return Array.from({ length: count + 1 }, (_, i) => {
    if (i === 0) return whole;
    const cidr = `10.${(i >> 15) & 255}.${(i >> 7) & 255}.${(i & 127) * 2}/32`;
    return { cidr, serviceId: CDN, serviceName: 'CDN' };
  });
}

const bound = hosts(100_000);

/** How often memory grows in a call. */
function growths(call: () => unknown): number {
  grown = 0;
  call();
  return grown;
}

test('a plan for 100,000 bindings takes its memory in a few steps: that of a text, and that of all else', () => {
  const task = { prefix, current: bound, desired: bound.filter((_, i) => i % 3 !== 1), services };
  assert.ok(growths(() => counted.plan(task)) <= 4, `${grown} steps`);
  assert.equal(
    growths(() => counted.plan(task)),
    0,
    'what was taken is used again',
  );
});

test('so do the rules', () => {
  assert.ok(growths(() => counted.lint({ prefix, bindings: bound, services })) <= 4, `${grown} steps`);
});

test('memory grows in steps relative to its size in every call, never page by page', () => {
  const bindings = bound.map((one): ServiceBinding => ({ id: CDN, state: 'active', extra: {}, ...one }));
  const calls = {
    table: () => counted.BindingTable.fromBindings(bindings).bindings(),
    desired: () => counted.readDesired(JSON.stringify(bound), { prefix: prefix.cidr }),
    drawMap: () => counted.drawMap({ prefix: prefix.cidr, bindings: bound, width: 960 }),
    layout: () => new counted.Layout(bindings, prefix.cidr).strip(),
    ownersOf: () => counted.ownersOf(prefix.cidr, bindings),
  };
  for (const [name, call] of Object.entries(calls)) {
    assert.ok(growths(call) <= 24, `${name}: ${grown} steps`);
  }
});

test('a list of bindings crosses in parts, and comes back as it was', () => {
  for (const count of [65_535, 65_536, 65_537, 131_072, 200_000]) {
    const bindings = hosts(count - 1).map(
      (one, i): ServiceBinding => ({
        id: String(i),
        state: i % 2 === 0 ? 'active' : null,
        extra: {},
        ...one,
      }),
    );
    const table = BindingTable.fromBindings(bindings);
    assert.equal(table.size, count);
    assert.deepEqual(table.bindings(), bindings);
    assert.equal(table.find('10.0.0.2'), 1);
    assert.equal(table.findMany(`${bindings.at(-1)?.cidr.slice(0, -3)}\n`)[0], count - 1);
    table.dispose();
  }
});

test('a list of over 256 MiB is a table like any other, and what is too large for one says how to make it smaller', () => {
  const long = 'n'.repeat(4100);
  const bindings = hosts(69_999).map(
    (one): ServiceBinding => ({ id: '', state: 'active', extra: {}, ...one, serviceName: long }),
  );
  const table = BindingTable.fromBindings(bindings);
  assert.equal(table.find('10.0.0.2'), 1);
  assert.equal(table.bindings().at(-1)?.serviceName, long);
  table.dispose();
  assert.throws(() => BindingTable.fromEnvelope(new Uint8Array(512 * 1024 * 1024 + 1)), {
    code: 'json-too-large',
    message: 'the input has 536870913 bytes, over the limit of 536870912',
    help: 'split it by prefix, or leave out the fields that are not needed',
  });
});

test('every call that writes lists refuses those that exceed a string, with a fix', () => {
  // The name of a service crosses once, the rest with each binding.
  const [serviceName, serviceId] = ['n'.repeat(8200), 's'.repeat(8200)];
  const list = bound.slice(0, 70_000).map((one) => ({ ...one, serviceName }));
  const current = list.map((one) => ({ ...one, serviceId }));
  const calls = {
    'the call': () => lint({ prefix, bindings: list }),
    'the task': () => plan({ prefix, current, desired: [] }),
  };
  for (const [name, call] of Object.entries(calls)) {
    assert.throws(call, {
      code: 'json-too-large',
      message: `${name} is longer as JSON than a string can be`,
      help: 'split it by prefix',
    });
  }
});

/** Runs in a host with 6.5 MB for each wasm; prints a line for each call. */
const SMALL_HOST = `
import { BindingTable, lint, parseCidr, plan } from 'byoip';
const prefix = { cidr: '10.0.0.0/8' };
const current = [{ cidr: prefix.cidr, serviceId: 'm' }];
for (let at = 0; current.length < 60_000; at++)
  current.push({ cidr: '10.' + (at >> 16) + '.' + ((at >> 8) & 255) + '.' + (at & 255) + '/32', serviceId: 'c' });
const desired = current.map(({ cidr }, at) => ({ cidr, serviceId: at % 2 ? 's' : 'c' }));
const calls = {
  table: () => BindingTable.fromBindings(current),
  lint: () => lint({ prefix, bindings: current }),
  plan: () => plan({ prefix, current, desired }),
};
for (const [name, call] of Object.entries(calls)) {
  try {
    call();
    console.log(name, 'works');
  } catch ({ name: kind, code }) {
    console.log(name, kind, code);
  }
}
console.log(parseCidr('192.0.2.0/24').cidr);
console.log(BindingTable.fromBindings(current.slice(0, 3)).resolve('10.0.0.1').message);
console.log(plan({ prefix, current: current.slice(0, 3), desired: desired.slice(0, 3), force: true }).steps.length > 0);
`;

test('a call that finds no memory is an error, and the next ones work', () => {
  const args = ['--wasm-max-mem-pages=100', '--input-type=module', '--eval', SMALL_HOST];
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8' });
  assert.deepEqual(printed.trim().split('\n'), [
    'table ByoipError out-of-memory',
    'lint ByoipError out-of-memory',
    'plan ByoipError out-of-memory',
    '192.0.2.0/24',
    '10.0.0.1 belongs to c: 10.0.0.1/32 is the most specific of 2 bindings that cover it',
    'true',
  ]);
});
