// One address at a time is looked up on this side of the boundary, many at once on the other: they must agree.

import { type Runner, same } from './assert.js';
import type { Library } from './library.js';
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

export function lookupSuite(t: Runner, lib: Library): void {
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
      same(
        v4.map(([word]) => table.findV4(word ?? 0)),
        many.slice(0, v4.length),
        'one at a time, as a number',
      );
      same(
        texts.slice(0, 50).map((text) => table.resolve(text).owner?.index ?? -1),
        many.slice(0, 50),
        'explained',
      );
      table.dispose();
    });
  }

  t.test('what is no address to the core is none to a look-up, and the other way round', () => {
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
