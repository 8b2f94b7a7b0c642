// What JavaScript expects of a class and of an error: `instanceof`, loops, `using`, JSON, messages between threads.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as lib from 'byoip';
import * as resolver from 'byoip/resolve';

const BINDINGS = [
  { id: 'a', cidr: '192.0.2.0/24', service_id: 's', service_name: 'CDN' },
  { id: 'b', cidr: '192.0.2.1/32', service_id: 't', service_name: 'Spectrum' },
];
const ENVELOPE = { success: true, errors: [], messages: [], result: BINDINGS };
const LIST = [{ cidr: '192.0.2.0/24', serviceId: 's', serviceName: 'CDN', id: '', state: null, extra: {} }];

for (const [name, { BindingTable }] of Object.entries({ byoip: lib, 'byoip/resolve': resolver })) {
  test(`${name}: a table is an instance of its class, iterable, and disposable`, () => {
    const tables = [
      BindingTable.fromEnvelope(JSON.stringify(ENVELOPE)),
      BindingTable.fromBindings(LIST),
      BindingTable.fromColumns({ addresses: Uint32Array.of(1), lengths: Uint8Array.of(32) }),
    ];
    for (const table of tables) {
      assert.ok(table instanceof BindingTable);
      assert.deepEqual([...table], table.bindings());
      assert.equal(table.constructor.name, 'BindingTable');
      const dispose = (table as unknown as Record<symbol, () => void>)[Symbol.dispose];
      dispose?.call(table);
      assert.throws(() => table.size, { code: 'disposed' });
    }
    assert.ok(!(LIST instanceof BindingTable));
    assert.throws(() => new (BindingTable as unknown as new () => object)(), { code: 'call-malformed' });
  });

  test(`${name}: a table is made of text, bytes and parsed JSON, and a response says what to pass`, async () => {
    const text = JSON.stringify(ENVELOPE);
    const bodies = [
      text,
      new TextEncoder().encode(text),
      ENVELOPE,
      BINDINGS,
      await new Response(text).json(),
    ];
    for (const body of bodies) assert.equal(BindingTable.fromEnvelope(body).find('192.0.2.1'), 1);
    for (const body of [new Response(text), Promise.resolve(text), {}, new Map(), null]) {
      assert.throws(() => BindingTable.fromEnvelope(body as object), {
        code: 'call-malformed',
        message: /await a response/,
      });
    }
    assert.throws(
      () => BindingTable.fromEnvelope({ success: false, errors: [], messages: [], result: null }),
      {
        code: 'envelope-refused',
      },
    );
  });

  test(`${name}: a table that is posted says what to post`, () => {
    const table = BindingTable.fromBindings(LIST);
    assert.throws(
      () => structuredClone(table),
      /post table\.bindings\(\), and call BindingTable\.fromBindings/,
    );
    assert.equal(BindingTable.fromBindings(structuredClone(table.bindings())).size, 1);
  });
}

test('an error crosses as JSON, and is an error of the package again', () => {
  const thrown = (call: () => unknown): lib.ByoipError => {
    try {
      call();
    } catch (error) {
      if (lib.isByoipError(error)) return error;
    }
    return assert.fail('nothing was thrown');
  };
  const error = thrown(() => lib.parseCidr('192.0.2.1/24'));
  const posted = structuredClone(error.toJSON());
  assert.deepEqual(JSON.parse(JSON.stringify(error)), posted);
  const again = new lib.ByoipError(posted);
  assert.ok(lib.isByoipError(again));
  const { name, message, code, help, at, cure } = again;
  assert.deepEqual(
    { name, message, code, help, at, cure },
    {
      name: 'ByoipError',
      message: error.message,
      code: 'host-bits-set',
      help: error.help,
      at: error.at,
      cure: '192.0.2.0/24',
    },
  );
});

test('the functions about blocks are together in `cidr`', () => {
  const { covers, halves, parent, parseAddress, parseCidr, parseCidrMasked, rangeToCidrs, sibling } = lib;
  const flat = { covers, halves, parent, parseAddress, parseCidr, parseCidrMasked, rangeToCidrs, sibling };
  assert.deepEqual({ ...lib.cidr }, flat);
  assert.equal(lib.cidr.parent('192.0.2.0/24'), '192.0.2.0/23');
});
