// CIDR blocks: parsing, printing, containment, relatives, ranges.

import { each, type Runner, same } from './assert.js';
import { type Library, refuses } from './library.js';
import { cidr, type Vector } from './vectors.js';

const REFUSAL = ['text', 'error', 'help', 'at'];

export function cidrSuite(t: Runner, lib: Library): void {
  /** Tries one call on every vector of a list: it gives the answer, or it refuses with the error. */
  const law = (
    name: string,
    list: readonly Vector[],
    call: (vector: Vector) => unknown,
    answer: (vector: Vector) => unknown,
  ): void =>
    t.test(name, () => {
      each(list, (vector) => {
        if (vector.has('error')) {
          const [code, help, at] = [vector.raw('error'), vector.raw('help'), vector.raw('at')];
          refuses(lib, () => call(vector), { code, help, at }, vector.about);
        } else same(call(vector), answer(vector), vector.about);
      });
    });

  law(
    'a text is a block, with its first and last address and its exact size, or is refused with the cure',
    cidr.list('parse', [...REFUSAL, 'cidr', 'family', 'first', 'last', 'size', 'length']),
    (vector) => lib.parseCidr(vector.text('text')),
    fields('cidr', 'family', 'first', 'last', 'size', 'length'),
  );
  law(
    'the lenient parser clears host bits, says so, and refuses everything else',
    cidr.list('masked', [...REFUSAL, 'cidr', 'masked']),
    (vector) => {
      const { cidr, masked } = lib.parseCidrMasked(vector.text('text'));
      return { cidr, masked };
    },
    fields('cidr', 'masked'),
  );
  law(
    'a block covers itself and what lies in it',
    cidr.list('covers', ['outer', 'inner', 'covers']),
    (vector) => lib.covers(vector.text('outer'), vector.text('inner')),
    (vector) => vector.raw('covers'),
  );
  law(
    'the parent of a block is twice its size',
    cidr.list('parent', ['cidr', 'parent']),
    (vector) => lib.parent(vector.text('cidr')),
    (vector) => vector.raw('parent'),
  );
  law(
    'the sibling of a block is the other half of its parent',
    cidr.list('sibling', ['cidr', 'sibling']),
    (vector) => lib.sibling(vector.text('cidr')),
    (vector) => vector.raw('sibling'),
  );
  law(
    'the halves of a block make the block',
    cidr.list('halves', ['cidr', 'halves']),
    (vector) => lib.halves(vector.text('cidr')),
    (vector) => vector.raw('halves'),
  );
  law(
    'a range is the least list of blocks that is exactly the range',
    cidr.list('ranges', ['first', 'last', 'cidrs', 'error', 'help']),
    (vector) => lib.rangeToCidrs(vector.text('first'), vector.text('last')),
    (vector) => vector.raw('cidrs'),
  );
  law(
    'an address is printed canonically, or is refused with the cure',
    cidr.list('addresses', [...REFUSAL, 'address', 'family']),
    (vector) => lib.parseAddress(vector.text('text')),
    fields('address', 'family'),
  );
}

/** The named fields of a vector as an object. */
const fields =
  (...names: readonly string[]) =>
  (vector: Vector): unknown =>
    Object.fromEntries(names.map((name) => [name, vector.raw(name)]));
