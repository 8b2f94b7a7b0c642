// Lists of desired bindings in the forms in which people have them.

import { type Runner, same } from './assert.js';
import { type Library, refuses } from './library.js';
import { lists, type Vector } from './vectors.js';

const SERVICES = [
  { id: 'c0de0000000000000000000000000cd1', name: 'CDN' },
  { id: '2db684ee7ca04e159946fd05b99e1bcd', name: 'Magic Transit' },
];

/** The bytes of a file. The characters of those in Windows-1252 are those of Latin-1. */
function encoded(text: string, encoding: unknown): Uint8Array {
  if (encoding === undefined) return new TextEncoder().encode(text);
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  if (encoding === 'windows-1252') return Uint8Array.from(units);
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [at, unit] of units.entries()) view.setUint16(at * 2, unit, encoding === 'utf-16le');
  return bytes;
}

export function listSuite(t: Runner, lib: Library): void {
  for (const vector of lists) {
    t.test(`list: ${vector.text('name')}`, () => held(vector, lib));
  }

  t.test('list: a text has the same meaning as its bytes, and positions count its characters', () => {
    const prefix = '192.0.2.0/24';
    const text = '\ufeff# Größe\ncidr;service\n192.0.2.0/24;"CDN"\n';
    same(
      lib.readDesired(text, { prefix, services: SERVICES }),
      lib.readDesired(encoded(text, undefined), { prefix, services: SERVICES }),
      'bytes',
    );
    const wrong = text.replace('CDN', 'CDM');
    const at = wrong.indexOf('CDM');
    const expected = { code: 'service-name-unknown', at: [at, at + 3] };
    refuses(lib, () => lib.readDesired(wrong, { prefix, services: SERVICES }), expected, 'a text');
  });
}

function held(vector: Vector, lib: Library): void {
  const bytes = encoded(vector.text('file'), vector.raw('encoding'));
  const file = bytes.subarray(0, bytes.length - Number(vector.raw('cut') ?? 0));
  const prefix = vector.has('prefix') ? vector.text('prefix') : '192.0.2.0/24';
  const services = vector.raw('services') === false ? undefined : SERVICES;
  const read = () => lib.readDesired(file, { prefix, services });
  const error = vector.object('error', ['code', 'at']);
  if (error !== null) {
    refuses(lib, read, { code: error.raw('code') }, vector.about);
    return;
  }
  const { bindings, lines, columns, regionalBlocks } = read();
  const shown = bindings?.map(({ cidr, serviceId }) => [
    cidr,
    SERVICES.find(({ id }) => id === serviceId)?.name,
  ]);
  same(shown, vector.raw('bindings'), vector.about);
  same(regionalBlocks, vector.raw('regional') ?? [], `${vector.about}, regional`);
  if (vector.has('lines')) same(lines, vector.raw('lines'), `${vector.about}, lines`);
  if (vector.has('columns')) same(columns, vector.raw('columns'), `${vector.about}, columns`);
}
