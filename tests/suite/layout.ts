// The layout of a map, compared with the table for each address.

import { type Runner, same } from './assert.js';
import { type Library, refuses } from './library.js';
import { BINDINGS, LIST, PREFIX } from './map-list.js';

export function layoutSuite(t: Runner, lib: Library): void {
  t.test('layout: every address has the owner in the strip that the table gives it', () => {
    const layout = new lib.Layout(LIST, PREFIX);
    const table = lib.BindingTable.fromBindings(BINDINGS, { prefix: PREFIX });
    const strip = layout.strip({ apart: true });
    const owners: number[] = [];
    for (let i = 0; i < strip.length; i += 1) {
      for (let at = strip.first(i); at <= strip.last(i); at += 1n)
        owners.push(strip.binding[i] ?? Number.NaN);
    }
    const addresses = Uint32Array.from({ length: 256 }, (_, i) => 0xc000_0200 + i);
    same(owners, Array.from(table.findManyV4(addresses)), 'owners');
    table.dispose();
    layout.dispose();
  });

  t.test('layout: rectangles come as columns, with edges from 0 to 1 and exact ends', () => {
    const layout = new lib.Layout(LIST, PREFIX);
    same(
      [layout.size, layout.services, layout.prefix.cidr],
      [5, ['transit', 'cdn', 'spectrum', 'elsewhere'], PREFIX],
      'the layout',
    );
    const strip = layout.strip();
    same(
      Array.from(strip.x0, (x) => x * 256),
      [0, 16, 20, 21, 32, 144, 160],
      'left edges',
    );
    same(
      Array.from(strip.x1, (x) => x * 256),
      [16, 20, 21, 32, 144, 160, 256],
      'right edges',
    );
    same(Array.from(strip.service), [0, 1, 2, 1, 0, 1, 0], 'services');
    same(Array.from(strip.provisioning), [0, 0, 1, 0, 0, 0, 0], 'roll-out');
    same(layout.address(strip.first(2)), '192.0.2.20', 'an address');
    const icicle = layout.icicle();
    same(Array.from(icicle.binding), [1, 2, 3, 0, 4], 'bindings by address');
    same(Array.from(icicle.row), [0, 1, 2, 1, 2], 'rows');
    same(Array.from(icicle.service), [0, 1, 2, lib.NOTHING, 1], 'services of bindings');
    layout.dispose();
  });

  t.test('layout: with a width, what is narrower than a pixel is several, and counted', () => {
    const layout = new lib.Layout(LIST, PREFIX);
    const strip = layout.strip({ width: 8 });
    same(Array.from(strip.service), [lib.SEVERAL, 0, 1, 0], 'services');
    same(Array.from(strip.count), [4, 1, 1, 1], 'counts');
    const icicle = layout.icicle({ width: 8 });
    same(Array.from(icicle.binding), [1, 2, 0, 4], 'bindings');
    same(Array.from(icicle.hidden), [0, 1, 0, 0], 'what is inside and not drawn');
    layout.dispose();
  });

  t.test('layout: a view shows its addresses alone, from edge to edge', () => {
    const layout = new lib.Layout(LIST, PREFIX);
    const view = { first: 0xc000_0210n, last: 0xc000_021fn };
    const strip = layout.strip({ view });
    same([strip.x0[0], strip.x1[strip.length - 1]], [0, 1], 'edges');
    same(Array.from(strip.service), [1, 2, 1], 'services');
    same(Array.from(layout.icicle({ view }).binding), [1, 2, 3], 'bindings, those around the view too');
    layout.dispose();
  });

  t.test('layout: IPv6 has exact ends, and lines of equal blocks', () => {
    const layout = new lib.Layout(
      [
        { cidr: '2001:db8::/32', serviceId: 'a' },
        { cidr: '2001:db8:f000::7/128', serviceId: 'b' },
      ],
      '2001:db8::/32',
    );
    const strip = layout.strip();
    same(layout.address(strip.first(1)), '2001:db8:f000::7', 'the first address');
    same(layout.address(strip.last(2)), '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', 'the last address');
    const lines = layout.lines().map(({ first, blocks, length }) => [layout.address(first), blocks, length]);
    same(
      lines,
      [
        ['2001:db8::', 15, 36],
        ['2001:db8:f000::', 1, 36],
      ],
      'lines',
    );
    layout.dispose();
  });

  t.test('layout: invalid bindings are refused with their position', () => {
    const of = (cidr: unknown) => () =>
      new lib.Layout(
        [
          { cidr: PREFIX, serviceId: 'a' },
          { cidr: cidr as string, serviceId: 'a' },
        ],
        PREFIX,
      );
    refuses(lib, of('192.0.2.1/24'), { code: 'host-bits-set', pointer: '/1/cidr' }, 'host bits');
    refuses(lib, of('192.0.2.1/24 192.0.2.0/24'), { code: 'unexpected-character' }, 'two in one');
    refuses(lib, of(''), { code: 'text-empty' }, 'none');
    refuses(lib, of(7), { code: 'call-malformed' }, 'a number');
    const layout = new lib.Layout(LIST, PREFIX);
    const views: readonly unknown[] = [
      { first: 2n, last: 1n },
      { first: 1, last: 2 },
      { first: -1n, last: 2n },
      { first: 0n, last: 1n << 128n },
      null,
    ];
    for (const view of views)
      refuses(lib, () => layout.strip({ view: view as never }), { code: 'call-malformed' }, String(view));
    for (const width of [0, -1, 1.5, Number.NaN, 1e9])
      refuses(lib, () => layout.icicle({ width }), { code: 'call-malformed' }, `width ${width}`);
    for (const number of [1n << 32n, -1n, 1n << 128n])
      refuses(lib, () => layout.address(number), { code: 'call-malformed' }, `${number}`);
    same(layout.strip({ view: { first: 0n, last: 1n } }).length, 0, 'a view beside the prefix is empty');
    layout.dispose();
  });
}
