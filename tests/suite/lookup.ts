// JavaScript looks up single addresses and the wasm many at once: both must agree.

import type { BindingTable, BlockColumns, ServiceBinding, TableOptions } from 'byoip';
import { type Runner, same, thrownBy } from './assert.js';
import { type Library, refuses } from './library.js';
import { cidr } from './vectors.js';

/** Numbers from a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

interface Block {
  readonly words: readonly number[];
  readonly length: number;
}

const mask = (length: number, word: number): number => {
  const bits = Math.min(32, Math.max(0, length - 32 * word));
  return bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
};

/** Blocks in clusters, so that they nest, touch and coincide; with the widest and the narrowest. */
function blocks(count: number, bits: 32 | 128, next: () => number): readonly Block[] {
  const places = Array.from({ length: 1 + (count >> 5) }, () => [next(), next(), next(), next()]);
  return Array.from({ length: count }, (_, i) => {
    const near = places[next() % places.length] ?? [];
    const far = next() % 3;
    const words = near.map((word, at) => (at >= (bits >> 5) - 1 - far ? word ^ (next() & 0x3ff) : word));
    const lengths = [bits, bits, bits - 1, bits - (next() % 12), next() % (bits + 1), i === 0 ? 0 : bits - 8];
    const length = lengths[next() % lengths.length] ?? bits;
    return { words: words.slice(0, bits >> 5).map((word, at) => (word & mask(length, at)) >>> 0), length };
  });
}

const show = (words: readonly number[]): string =>
  words.length === 1
    ? [24, 16, 8, 0].map((shift) => ((words[0] ?? 0) >>> shift) & 255).join('.')
    : words.flatMap((word) => [(word >>> 16).toString(16), (word & 0xffff).toString(16)]).join(':');

/** Both ends of a block, what is beside them, and an address inside. */
function probes({ words, length }: Block, next: () => number): readonly (readonly number[])[] {
  const inside = words.map((word, at) => (word | (next() & ~mask(length, at))) >>> 0);
  const last = words.map((word, at) => (word | ~mask(length, at)) >>> 0);
  const beside = (by: number) => (block: readonly number[]) =>
    block.map((word, at) => (at === block.length - 1 ? (word + by) >>> 0 : word));
  return [words, beside(-1)(words), inside, last, beside(1)(last)];
}

/** The columns of blocks of one family. */
function columns(list: readonly Block[], wide: boolean): BlockColumns {
  const addresses = wide ? new Uint8Array(16 * list.length) : new Uint32Array(list.length);
  const view = new DataView(addresses.buffer);
  for (const [row, { words }] of list.entries())
    for (const [at, word] of words.entries())
      if (wide) view.setUint32(16 * row + 4 * at, word);
      else addresses[row] = word;
  return { addresses, lengths: Uint8Array.from(list, ({ length }) => length) };
}

export function lookupSuite(t: Runner, lib: Library): void {
  for (const wide of [false, true]) {
    t.test(`a table from columns answers as one from the same blocks as text: IPv${wide ? 6 : 4}`, () => {
      const next = random(8);
      // One of each: what two bindings for one block mean is the envelope's affair, which knows their states.
      const drawn = blocks(2000, wide ? 128 : 32, next);
      const list = [...new Map(drawn.map((block) => [`${block.words}/${block.length}`, block])).values()];
      const cidrs = list.map(({ words, length }) => lib.parseCidr(`${show(words)}/${length}`).cidr);
      const bindings = cidrs.map((cidr, row) => ({ cidr, service_id: `${row}` }));
      const prefix = cidrs.find((_, row) => (list[row]?.length ?? 0) === (wide ? 120 : 24)) ?? '';
      for (const options of [{}, { prefix }]) {
        const table = lib.BindingTable.fromColumns(columns(list, wide), options);
        const other = lib.BindingTable.fromEnvelope(JSON.stringify(bindings), options);
        const texts = list
          .slice(0, 500)
          .flatMap((block) => probes(block, next))
          .map(show);
        same([...table.findMany(texts)], [...other.findMany(texts)], 'many');
        same(
          texts.map((text) => table.find(text)),
          [...table.findMany(texts)],
          'one at a time',
        );
        for (const [row, binding] of table.bindings().entries())
          same(binding, other.bindings()[row], `binding ${row}`);
        same(table.size, other.size, 'the number of bindings');
        for (const text of texts.slice(0, 50)) same(table.resolve(text), other.resolve(text), text);
        table.dispose();
        other.dispose();
      }
    });
  }

  t.test('an invalid row of columns is refused with its code and row', () => {
    const refused = (words: readonly number[], length: number, good = 2): unknown => {
      const wide = words.length === 4;
      const row = { words: wide ? [0x20010db8, 0, 0, 0] : [0xc0000200], length: wide ? 32 : 24 };
      const rows = [...Array.from({ length: good }, () => row), { words, length }];
      try {
        lib.BindingTable.fromColumns(columns(rows, wide)).dispose();
        return null;
      } catch (error) {
        return lib.isByoipError(error) ? [error.code, error.pointer, error.cure ?? null] : error;
      }
    };
    same(refused([0xc0000200], 24), null, 'a block');
    same(refused([0xc0000201], 24), ['host-bits-set', '/2', '192.0.2.0/24'], 'host bits');
    same(refused([0], 33, 0), ['length-too-long', '/0', null], 'a length of IPv6');
    same(refused([0, 0, 0, 0], 129), ['length-too-long', '/2', null], 'a length of nothing');
    same(refused([0, 0, 0, 1], 127), ['host-bits-set', '/2', '::/127'], 'host bits of IPv6');
    const mapped = ['ipv4-mapped', '/2', '192.0.2.0/24'];
    same(refused([0, 0, 0xffff, 0xc0000200], 120), mapped, 'an IPv4-mapped block');
  });

  t.test('an invalid columns argument is refused with its name, its type and the fix', () => {
    const make = (columns: unknown, options?: unknown) => () =>
      lib.BindingTable.fromColumns(columns as BlockColumns, options as TableOptions);
    const of = (addresses: unknown, lengths: unknown) => make({ addresses, lengths });
    const kinds = 'not a Uint32Array or a Uint8Array';
    const whole = 'give 16 bytes for each IPv6 address, or a Uint32Array of IPv4 addresses';
    const cases: readonly (readonly [() => BindingTable, said: string, help?: string])[] = [
      [make(undefined), `columns.addresses is undefined, ${kinds}`],
      [make(null), `columns.addresses is undefined, ${kinds}`],
      [make('192.0.2.0/24'), `columns.addresses is undefined, ${kinds}`],
      [of([1], new Uint8Array(1)), `columns.addresses is an array, ${kinds}`],
      [of(new Int32Array(1), new Uint8Array(1)), `columns.addresses is an Int32Array, ${kinds}`],
      [of(new ArrayBuffer(4), new Uint8Array(1)), `columns.addresses is an object, ${kinds}`],
      [of(new Uint32Array(1), undefined), 'columns.lengths is undefined, not a Uint8Array'],
      [of(new Uint32Array(1), [32]), 'columns.lengths is an array, not a Uint8Array'],
      [of(new Uint32Array(1), new Uint16Array(1)), 'columns.lengths is a Uint16Array, not a Uint8Array'],
      [
        of(new Uint32Array(2), new Uint8Array(1)),
        'columns.lengths has length 1, not 2',
        'give one length for each address',
      ],
      [
        of(new Uint8Array(16), new Uint8Array(16)),
        'columns.lengths has length 16, not 1',
        'give one length for each address',
      ],
      [
        of(new Uint8Array(24), new Uint8Array(1)),
        'columns.addresses has length 24, which is not a multiple of 16',
        whole,
      ],
      [
        of(new Uint8Array(4), new Uint8Array(1)),
        'columns.addresses has length 4, which is not a multiple of 16',
        whole,
      ],
      [make(columns([], false), '192.0.2.0/24'), 'options is a string, not an object'],
      [make(columns([], false), null), 'options is null, not an object'],
      [make(columns([], false), { prefix: 24 }), 'options.prefix is a number, not a string'],
    ];
    for (const [call, said, help = 'see the types of the package for the form of each call'] of cases) {
      refuses(lib, call, { code: 'call-malformed', help }, said);
      const error = thrownBy(call, said);
      same(lib.isByoipError(error) && error.message, `the call is malformed: ${said}`, 'message');
    }
    same(of(new Uint32Array(0), new Uint8Array(0))().size, 0, 'the size of a table of no rows');
  });

  t.test(
    'every way to ask for an IPv4-mapped address refuses it, and nothing that is printed has one in it',
    () => {
      const table = lib.BindingTable.fromBindings([
        { id: '', cidr: '::/0', serviceId: 's' } as ServiceBinding,
        { id: '', cidr: '192.0.2.0/24', serviceId: 't' } as ServiceBinding,
      ]);
      const packed = new Uint8Array(64);
      packed.set([0xff, 0xff, 192, 0, 2, 1], 10);
      packed.set([0xff, 0xfe], 26);
      packed.set([1], 41);
      same([...table.findManyV6(packed)], [lib.NOT_AN_ADDRESS, 0, 0, 0], 'packed');
      for (const text of ['::ffff:192.0.2.1', '::ffff:c000:201', '0:0:0:0:0:FFFF:C000:0201']) {
        refuses(lib, () => table.find(text), { code: 'ipv4-mapped' }, `find ${text}`);
        refuses(lib, () => table.resolve(text), { code: 'ipv4-mapped' }, `resolve ${text}`);
        same([...table.findMany([text])], [lib.NOT_AN_ADDRESS], `findMany [${text}]`);
        same([...table.findMany(text)], [lib.NOT_AN_ADDRESS], `findMany ${text}`);
      }
      table.dispose();
      for (const text of ['::/80', '::8000:0:0/81', '::fffe:0:0/95']) {
        refuses(lib, () => lib.parseCidr(text), { code: 'ipv4-mapped-inside' }, text);
      }
      same(lib.sibling('::fffe:0:0/96'), null, 'a sibling');
      same(lib.parent('::fffe:0:0/96'), null, 'a parent');
      same(lib.halves('::/79'), null, 'halves');
      const around = () => lib.rangeToCidrs('::fffe:ffff:ffff', '::1:0:0:0');
      refuses(lib, around, { code: 'ipv4-mapped-inside' }, 'a range around them');
      for (const [first, last] of [
        ['::', '::fffe:ffff:ffff'],
        ['::1:0:0:0', 'ffff::'],
        ['::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
      ] as const) {
        for (const cidr of lib.rangeToCidrs(first, last)) {
          const info = lib.parseCidr(cidr);
          same(
            [lib.parseAddress(info.first).address, lib.parseAddress(info.last).address],
            [info.first, info.last],
            cidr,
          );
        }
      }
    },
  );

  t.test('every look-up refuses white space around an address', () => {
    const table = lib.BindingTable.fromBindings([
      { id: '', cidr: '0.0.0.0/0', serviceId: 's' } as ServiceBinding,
    ]);
    for (const text of [' 192.0.2.1', '192.0.2.1 ', '\t192.0.2.1', '192.0.2.1\u00a0']) {
      refuses(lib, () => table.find(text), { code: 'stray-whitespace', cure: '192.0.2.1' }, `find ${text}`);
      same([...table.findMany([text, '192.0.2.1'])], [lib.NOT_AN_ADDRESS, 0], `findMany [${text}]`);
      same([...table.findMany(`${text}\r\n192.0.2.1\r\n`)], [lib.NOT_AN_ADDRESS, 0], `findMany ${text}`);
    }
    table.dispose();
  });

  t.test('room for owners is refused where it is too small or of another type', () => {
    const table = lib.BindingTable.fromBindings([
      { id: '', cidr: '0.0.0.0/0', serviceId: 's' } as ServiceBinding,
    ]);
    const [four, six] = [new Uint32Array(2), new Uint8Array(32)];
    const more = 'give one element for each address, or omit it';
    const tight = { code: 'call-malformed', help: more };
    refuses(lib, () => table.findManyV4(four, new Int32Array(1)), tight, 'room for one of two');
    refuses(lib, () => table.findManyV6(six, new Int32Array(1)), tight, 'room for one of two');
    for (const owners of [null, [0, 0], new Uint32Array(2)] as unknown as Int32Array[]) {
      refuses(lib, () => table.findManyV4(four, owners), { code: 'call-malformed' }, 'no Int32Array');
    }
    same([...table.findManyV4(four, new Int32Array(3).fill(7))], [0, 0, 7], 'room for more');
    table.dispose();
  });

  t.test('columns may be a part of a larger buffer', () => {
    const part = Uint32Array.of(1, 0xc0000200, 3).subarray(1, 2);
    const table = lib.BindingTable.fromColumns({ addresses: part, lengths: Uint8Array.of(24) });
    same(table.find('192.0.2.77'), 0, 'a part of a buffer');
    table.dispose();
  });

  for (const [count, seed] of [
    [0, 1],
    [1, 2],
    [2, 3],
    [7, 4],
    [60, 5],
    [900, 6],
    [40_000, 7],
  ] as const) {
    t.test(`one address has the owner that it has among many: ${count} bindings`, () => {
      const next = random(seed);
      const list = [...blocks(count, 32, next), ...blocks(count >> 1, 128, next)];
      const service = (i: number) => (i % 7 === 3 ? {} : { service_id: `s${i % 5}`, service_name: 'x' });
      const result = list.map(({ words, length }, i) => ({
        id: `b${i}`,
        cidr: `${show(words)}/${length}`,
        ...service(i),
        provisioning: { state: i % 3 === 0 ? 'provisioning' : 'active' },
      }));
      const body = JSON.stringify({ success: true, errors: [], messages: [], result });
      const table = lib.BindingTable.fromEnvelope(body);
      const asked = list.slice(0, 4000).flatMap((block) => probes(block, next));
      const v4 = asked.filter((words) => words.length === 1);
      const v6 = asked.filter((words) => words.length === 4);
      v4.push([0], [0xffffffff], [0x7fffffff], [0x80000000]);
      const packed = new Uint8Array(16 * v6.length);
      const view = new DataView(packed.buffer);
      for (const [i, words] of v6.entries())
        for (const [at, word] of words.entries()) view.setUint32(16 * i + 4 * at, word);

      const many = [
        ...table.findManyV4(Uint32Array.from(v4, ([word]) => word ?? 0)),
        ...table.findManyV6(packed),
      ];
      const texts = [...v4, ...v6].map(show);
      same(
        texts.map((text) => table.find(text)),
        many,
        'one at a time, as text',
      );
      same([...table.findMany(texts)], many, 'an array of texts');
      same([...table.findMany(texts.join('\r\n'))], many, 'lines');
      // Until there is an index, where the table is not too large for one.
      for (let calls = 0; calls < Math.min(1 + 32 * table.size, 60_000); calls += v4.length)
        same(
          v4.map(([word]) => table.findV4(word ?? 0)),
          many.slice(0, v4.length),
          `one at a time, as a number, after ${calls}`,
        );
      same(
        texts.slice(0, 50).map((text) => table.resolve(text).owner?.index ?? -1),
        many.slice(0, 50),
        'explained',
      );
      table.dispose();
    });
  }

  t.test('an address has the same owner before a table has an index and after', () => {
    const every = (step: number, count: number, length: number): readonly string[] =>
      Array.from({ length: count }, (_, i) => `${show([(i * step) >>> 0])}/${length}`);
    const lists: readonly (readonly string[])[] = [
      ['0.0.0.0/0'],
      ['0.0.0.0/32'],
      ['255.255.255.255/32'],
      ['0.0.0.0/1', '255.255.255.254/31'],
      ['192.0.2.0/24', '192.0.2.0/32', '192.0.2.255/32'],
      ['10.0.0.0/8', '10.0.0.0/9', '10.127.255.255/32', '10.128.0.0/32', '10.255.255.255/32'],
      ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.1.0/24', '10.1.1.1/32', '10.1.1.128/25'],
      ['1.2.3.4/32', '128.0.0.0/16', '223.255.255.255/32'],
      ['2001:db8::/32'],
      every(2 ** 24, 256, 9),
      every(2 ** 16, 300, 24),
      every(2 ** 12, 3000, 32),
      // Too far from each other for an index of the size that one may have.
      every(2 ** 20 + 2 ** 9, 4000, 25),
      [...every(2 ** 21, 2000, 32), ...every(2 ** 21, 2000, 31)],
    ];
    for (const cidrs of lists) {
      const service = (i: number) => (i % 5 === 4 ? {} : { service_id: `${i}` });
      const result = cidrs.map((cidr, i) => ({ id: `${i}`, cidr, ...service(i) }));
      const table = lib.BindingTable.fromEnvelope(JSON.stringify(result));
      const ends = [...table.bindings()].flatMap(({ cidr }) => {
        const { family, first, last } = lib.parseCidr(cidr);
        if (family === 6) return [];
        const number = (text: string) => text.split('.').reduce((sum, octet) => 256 * sum + Number(octet), 0);
        return [number(first), number(last)];
      });
      const asked = [0, 0xffffffff, ...ends].flatMap((end) =>
        [end - 1, end, end + 1].map((near) => near >>> 0),
      );
      const many = [...table.findManyV4(Uint32Array.from(asked))];
      // The index is made after so many look-ups for each binding.
      for (let calls = 0; calls < 32 * table.size; calls += asked.length)
        same(
          asked.map((address) => table.findV4(address)),
          many,
          `${cidrs[0]} and ${cidrs.length - 1} more, after ${calls}`,
        );
      table.dispose();
      // As often as it takes for an index to be made, if there were none.
      for (let i = 0; i < Math.min(200, 32 * cidrs.length); i++)
        thrownBy(() => table.findV4(0), 'a table that is gone');
    }
  });

  t.test('an array of any values has the same answers as its entries alone', () => {
    const odd: readonly unknown[] = [
      ...['192.0.2.1\n', '\n192.0.2.1', '192.0.2.1\n192.0.2.2', '192.0.2.1\r', '\r\n', '\n'],
      ...['', ' ', ' 192.0.2.1', '192.0.2.1\t', '\u00a0192.0.2.1', '192.0.2.\u0661', '\ud800', '\u{1f600}'],
      ...['192.0.2.1 192.0.2.2', '192.0.2', '192.0.2.256', '192.0.2.01', '0000192.0.2.1', '2001:db8::1'],
      ...['::ffff:192.0.2.1', '2001:db8::1%eth0', 'x'.repeat(255), `192.0.2.1${' '.repeat(246)}`],
      ...[`192.0.2.1${' '.repeat(247)}`, 'x'.repeat(256), 'x'.repeat(70_000)],
      ...[
        undefined,
        null,
        3221225985,
        Number.NaN,
        1n,
        true,
        Symbol('x'),
        {},
        [],
        ['192.0.2.1'],
        () => '192.0.2.1',
      ],
      new String('192.0.2.1'),
    ];
    const hosts = Array.from({ length: 70_000 }, (_, i) => (0x0a000000 + 2 * i) >>> 0);
    const blocks = [0xc0000200, 0xc0000201, ...hosts];
    const large = { addresses: Uint32Array.from(blocks), lengths: new Uint8Array(blocks.length).fill(32) };
    large.lengths[0] = 24;
    const small = { addresses: large.addresses.slice(0, 2), lengths: large.lengths.slice(0, 2) };
    for (const columns of [small, large]) {
      const table = lib.BindingTable.fromColumns(columns);
      const alone = (entry: unknown): number => {
        if (typeof entry !== 'string') return lib.NOT_AN_ADDRESS;
        try {
          return table.find(entry);
        } catch {
          return lib.NOT_AN_ADDRESS;
        }
      };
      const agree = (list: readonly unknown[], about: string): void =>
        same([...table.findMany(list as string[])], list.map(alone), about);
      agree([], 'nothing');
      same([...table.findMany(new Array(3) as string[])], [-2, -2, -2], 'holes');
      for (const entry of odd) {
        agree([entry], 'by itself');
        agree(['192.0.2.1', entry, '192.0.2.2'], 'between two');
      }
      agree(odd, 'all');
      const many = Array.from({ length: 100_000 }, (_, i) => show([0x0a000000 + ((i * 7) % 150_000)]));
      agree(many, 'many');
      // Beside what crosses together, and far from it.
      for (const place of [0, 1023, 1024, 2047, 2048, 50_000, 99_328, 99_999]) {
        for (const entry of ['192.0.2.1\n', '2001:db8::1', 7, '']) {
          const list: unknown[] = many.slice(Math.max(0, place - 1500), place + 1500);
          list.splice(Math.min(1500, place), 1, entry);
          agree(list, `${typeof entry} at ${place}`);
        }
      }
      for (const count of [1023, 1024, 1025, 2048]) agree(many.slice(0, count), `${count}`);
      table.dispose();
    }
  });

  t.test('the core and the look-up accept the same addresses', () => {
    const table = lib.BindingTable.fromBindings([]);
    const texts = cidr
      .list('addresses', ['text', 'error', 'help', 'at', 'address', 'family'])
      .map((vector) => vector.text('text'));
    const more = ['::', '1::', '::1', '1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'];
    const wrong = ['', ':', ':::', '1:', ':1', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '12345::'];
    const odd = [
      '::ffff:1:2',
      '::ffff:1.2.3.4',
      '::1.2.3.4',
      'fe80::1%eth0',
      '::g',
      '1:2:3:4:5:6:7:8::',
      ' ::1',
    ];
    const before = ['1:2:3:4::5:6:7:8', '::1:2:3:4:5:6:7:8', '\u0661::', 'FFFF::Ab', '00001::'];
    // In each place of a group a character whose lower bits are those of a digit, and a digit too many.
    const digits = ['', '1', '12', '123'].flatMap((text) => [
      `${text}\u0131::`,
      `1:${text}\u0661`,
      `::${text}\u01b1f`,
    ]);
    const long = ['1:12345::', '::12345', '1:2:3:4:5:6:7:12345', '1234\u013a:', '1234\u01ba5::'];
    const code = (call: () => unknown): unknown => {
      try {
        call();
        return null;
      } catch (error) {
        return lib.isByoipError(error) ? error.code : error;
      }
    };
    for (const text of [...texts, ...more, ...wrong, ...odd, ...before, ...digits, ...long]) {
      same(
        code(() => table.find(text)),
        code(() => lib.parseAddress(text)),
        `\`${text}\``,
      );
    }
    table.dispose();
  });
}
