// The map: its owners compared with the table for each address, and its arguments.

import { type Runner, same } from './assert.js';
import { type Library, refuses } from './library.js';
import { BINDINGS, LIST, PREFIX } from './map-list.js';

export function mapSuite(t: Runner, lib: Library): void {
  t.test('map: every address has the owner that the table gives it', () => {
    const table = lib.BindingTable.fromBindings(BINDINGS, { prefix: PREFIX });
    const owners = lib.ownersOf(PREFIX, LIST).flatMap(({ first, last, serviceId }) => {
      const [from, to] = [first, last].map((address) => Number(address.split('.')[3]));
      return Array.from({ length: (to ?? 0) - (from ?? 0) + 1 }, () => serviceId);
    });
    const addresses = Uint32Array.from({ length: 256 }, (_, i) => 0xc000_0200 + i);
    const expected = Array.from(table.findManyV4(addresses), (at) => BINDINGS[at]?.serviceId ?? null);
    same(owners, expected, 'owners');
    table.dispose();
  });

  t.test('map: the owners tile the prefix, with their rollout', () => {
    const owners = lib.ownersOf(PREFIX, LIST);
    same(
      owners.map(({ first, serviceId, progress }) => `${first} ${serviceId} ${progress}`),
      [
        '192.0.2.0 transit active',
        '192.0.2.16 cdn active',
        '192.0.2.20 spectrum provisioning',
        '192.0.2.21 cdn active',
        '192.0.2.32 transit active',
        '192.0.2.144 cdn active',
        '192.0.2.160 transit active',
      ],
      'v4',
    );
    const v6 = [
      { cidr: '2001:db8::/32', serviceId: 'a' },
      { cidr: '2001:db8:f000::7/128', serviceId: 'b' },
    ];
    same(
      lib.ownersOf('2001:db8::/32', v6).map(({ first, last }) => `${first} ${last}`),
      [
        '2001:db8:: 2001:db8:f000::6',
        '2001:db8:f000::7 2001:db8:f000::7',
        '2001:db8:f000::8 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
      ],
      'v6',
    );
  });

  t.test('map: invalid bindings are refused with their position', () => {
    const of = (cidr: unknown) => () =>
      lib.ownersOf(PREFIX, [
        { cidr: PREFIX, serviceId: 'a' },
        { cidr: cidr as string, serviceId: 'a' },
      ]);
    refuses(lib, of('192.0.2.0/33'), { code: 'length-too-long', pointer: '/1/cidr' }, 'no length');
    refuses(lib, of('192.0.2.1/24 192.0.2.0/24'), { code: 'unexpected-character' }, 'two in one');
    refuses(lib, of(''), { code: 'text-empty' }, 'none');
    refuses(lib, of(7), { code: 'call-malformed' }, 'a number');
  });

  t.test(
    'map: a list draws the same picture as objects, as text and as bytes, and bad arguments are refused',
    () => {
      const facts = { prefix: PREFIX, bindings: LIST };
      const svg = lib.drawMap(facts);
      same([svg.startsWith('<svg xmlns='), svg.endsWith('</svg>\n')], [true, true], 'one element');
      const json = JSON.stringify(LIST);
      same(lib.drawMap({ ...facts, bindings: json }) === svg, true, 'text');
      same(lib.drawMap({ ...facts, bindings: new TextEncoder().encode(json) }) === svg, true, 'bytes');
      const both = lib.drawMap({ ...facts, desired: LIST.slice(0, 2), width: 320 });
      same(
        [both.includes('>Before<'), both.includes('>After<'), both.includes(' width="320" ')],
        [true, true, true],
        'two states',
      );
      for (const width of [319, 4097, 960.5, Number.NaN]) {
        refuses(lib, () => lib.drawMap({ ...facts, width }), { code: 'call-malformed' }, `width ${width}`);
      }
      const wrong: readonly unknown[] = [
        7,
        null,
        [null],
        [{ cidr: 7, serviceId: 'a' }],
        [{ cidr: PREFIX, serviceId: 7 }],
      ];
      for (const bindings of wrong) {
        const call = () => lib.drawMap({ ...facts, bindings: bindings as never });
        refuses(lib, call, { code: 'call-malformed' }, JSON.stringify(bindings));
      }
      refuses(
        lib,
        () => lib.drawMap({ prefix: PREFIX, bindings: '{' }),
        { code: 'json-truncated' },
        'no list',
      );
      refuses(
        lib,
        () => lib.drawMap({ prefix: '192.0.2.1/24', bindings: [] }),
        { code: 'host-bits-set' },
        'no prefix',
      );
    },
  );
}
