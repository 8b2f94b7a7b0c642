// The package in a realm without the platform's own additions, and values that cross from one realm to another.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import * as lib from 'byoip';
import * as slim from 'byoip/slim';
import { decodeUtf8, encodeUtf8, textEncoder } from '../../src/js/text/utf8.js';

type Library = typeof lib;

/** An entry in a realm of its own, which has the language and these globals: no `URL`, no text coders, no `atob`. */
function inNewRealm<T>(file: string, globals: object = {}): T {
  const module = { exports: {} };
  const context = createContext({ ...globals, module, exports: module.exports });
  runInContext(readFileSync(`dist/${file}`, 'utf8'), context, { filename: file });
  return module.exports as T;
}

const SERVICE = '2db684ee7ca04e159946fd05b99e1bcd';
const NAME = 'Magic Tränsit 🛰';
const LIST = JSON.stringify([
  { id: 'a', cidr: '192.0.2.0/24', service_id: SERVICE, service_name: NAME },
  { id: 'b', cidr: '192.0.2.1/32', service_id: 'c', service_name: 'CDN' },
]);
const TASK = {
  prefix: { cidr: '192.0.2.0/24' },
  current: [{ id: 'a', cidr: '192.0.2.0/24', serviceId: SERVICE }],
  desired: [
    { cidr: '192.0.2.0/24', serviceId: SERVICE },
    { cidr: '192.0.2.1/32', serviceId: 't', serviceName: NAME },
  ],
};

test('in a realm without text coders, `URL` and `atob` the package imports, looks up and plans', () => {
  const other = inNewRealm<Library>('index.cjs');
  assert.equal(other.parseCidr('2001:db8::/32').size, lib.parseCidr('2001:db8::/32').size);
  assert.equal(other.BindingTable.fromEnvelope(LIST).resolve('192.0.2.77').owner?.serviceName, NAME);
  assert.deepEqual(JSON.stringify(other.plan(TASK)), JSON.stringify(lib.plan(TASK)));
  assert.equal(other.render(TASK, 'markdown'), lib.render(TASK, 'markdown'));
});

test('bytes, typed arrays and dates of one realm are as good as those of another', () => {
  const other = inNewRealm<Library>('index.cjs');
  const bytes = new TextEncoder().encode(LIST);
  for (const body of [bytes, bytes.buffer, Buffer.from(LIST)]) {
    assert.equal(other.BindingTable.fromEnvelope(body).find('192.0.2.1'), 1);
  }
  const columns = { addresses: Uint32Array.of(0xc0000200), lengths: Uint8Array.of(24) };
  const table = other.BindingTable.fromColumns(columns);
  assert.deepEqual([...table.findManyV4(Uint32Array.of(0xc0000201, 1))], [0, -1]);
  assert.deepEqual([...table.findManyV4(Uint32Array.of(0xc0000201), new Int32Array(1))], [0]);
  assert.equal(other.plan({ ...TASK, settledSince: new Date(0) }).steps.length, 2);
  assert.throws(
    () => other.BindingTable.fromEnvelope(new Float32Array(1) as never),
    (error) => lib.isByoipError(error) && error.code === 'call-malformed',
  );
});

test('an error of another copy or realm is an error of the package, and what only looks like one is not', () => {
  const other = inNewRealm<Library>('index.cjs');
  for (const [thrower, asked] of [
    [other, lib],
    [lib, other],
    [other, slim],
  ] as const) {
    assert.throws(
      () => thrower.parseCidr('192.0.2.1/24'),
      (error) => asked.isByoipError(error),
    );
    assert.throws(
      () => new thrower.Byoip({ env: {} }),
      (error) => asked.isByoipError(error),
    );
  }
  const lookalike = Object.assign(new Error('x'), { name: 'ByoipError', code: 'x', help: 'x' });
  for (const value of [lookalike, null, undefined, 'ByoipError', 7])
    assert.equal(lib.isByoipError(value), false);
});

test('the client of one realm works with the `fetch` of another', async () => {
  const { setTimeout, clearTimeout, AbortController, performance } = globalThis;
  const other = inNewRealm<Library>('index.cjs', {
    URL,
    AbortController,
    setTimeout,
    clearTimeout,
    performance,
  });
  const { createEmulator, SEED_ACCOUNT_ID } = inNewRealm<typeof import('byoip/emulator')>('emulator.cjs', {
    URL,
    Request,
    Response,
    Headers,
    structuredClone,
  });
  const client = new other.Byoip({
    apiToken: 't',
    accountId: SEED_ACCOUNT_ID,
    fetch: createEmulator().fetch,
  });
  assert.ok((await client.addressing.prefixes.list()).length > 0);
});

test('`byoip/slim` takes modules, bytes and responses of another realm', async () => {
  const bytes = readFileSync('dist/byoip.wasm');
  const sources = {
    module: () => new WebAssembly.Module(bytes),
    bytes: () => bytes,
    buffer: () => new Uint8Array(bytes).buffer,
    response: () => new Response(bytes),
  };
  for (const [name, source] of Object.entries(sources)) {
    const other = inNewRealm<typeof slim>('slim.cjs');
    await other.init(source());
    assert.equal(other.parseCidr('192.0.2.0/24').size, '256', name);
  }
});

test('`require` finds each entry that has no wasm of its own', () => {
  assert.equal(typeof inNewRealm<typeof import('byoip/emulator')>('emulator.cjs').createEmulator, 'function');
  assert.equal(typeof inNewRealm<typeof slim>('slim.cjs').init, 'function');
});

test('without the platform’s coders, UTF-8 is read and written as by them', async () => {
  const texts = [
    '',
    'a',
    'ä',
    '€',
    '🛰',
    'aä€🛰z',
    '\u0000\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}',
    '\ud83d',
    'a\udc00b',
    '\ud83dx',
    '\ufeffa',
    `${'x'.repeat(100_000)}ä`,
  ];
  const broken = [
    [0x80],
    [0xc2],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xff],
    [0xe2, 0x82],
    [0xf0, 0x9f],
  ];
  const expected = texts.map((text) => [...new TextEncoder().encode(text)]);
  const read = expected.map((bytes) => new TextDecoder().decode(Uint8Array.from(bytes)));
  const { TextEncoder: Encoder, TextDecoder: Decoder } = globalThis;
  Object.assign(globalThis, { TextEncoder: undefined, TextDecoder: undefined });
  try {
    assert.deepEqual(
      texts.map((text) => [...encodeUtf8(text)]),
      expected,
    );
    assert.deepEqual(
      expected.map((bytes) => decodeUtf8(Uint8Array.from(bytes))),
      read,
    );
    for (const bytes of broken) assert.match(decodeUtf8(Uint8Array.of(0x61, ...bytes, 0x62)), /^a\ufffd+b$/);
    assert.deepEqual(textEncoder.encodeInto('aä', new Uint8Array(6)), { read: 2, written: 3 });
  } finally {
    Object.assign(globalThis, { TextEncoder: Encoder, TextDecoder: Decoder });
  }
});

test('a table that was disposed of says so with every method, and a second `dispose` does nothing', () => {
  const table = lib.BindingTable.fromEnvelope(LIST);
  table.find('192.0.2.1');
  table.bindings();
  table.dispose();
  table.dispose();
  const calls = {
    size: () => table.size,
    bindings: () => table.bindings(),
    resolve: () => table.resolve('192.0.2.1'),
    find: () => table.find('192.0.2.1'),
    findIpv6: () => table.find('2001:db8::1'),
    findV4: () => table.findV4(1),
    findMany: () => table.findMany('192.0.2.1'),
    findManyV4: () => table.findManyV4(new Uint32Array(1)),
    findManyV6: () => table.findManyV6(new Uint8Array(16)),
  };
  for (const [name, call] of Object.entries(calls)) {
    assert.throws(call, (error) => lib.isByoipError(error) && error.code === 'disposed', name);
  }
});
