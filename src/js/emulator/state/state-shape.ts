// The shapes of data that people write: what a value has to be, and the place of the first one that is not.

/** A text that is not a state of the emulator, with the place of the problem. */
export class StateError extends Error {
  override readonly name = 'StateError';
  /** RFC 6901; empty for the whole text. */
  readonly pointer: string;
  /** What was expected there. */
  readonly expected: string;

  constructor(pointer: string, expected: string) {
    super(`expected ${expected} at ${pointer === '' ? 'the top' : `\`${pointer}\``}`);
    this.pointer = pointer;
    this.expected = expected;
  }
}

/** True for a {@link StateError}, also from another copy of this module. */
export const isStateError = (error: unknown): error is StateError =>
  'expected' in Object(error) && 'pointer' in Object(error);

/** What a value has to be: a kind of value, a list, or an object with these fields. */
export type ValueShape = Kind | ListShape | ObjectShape;

/** A kind of value: its description, and the check. */
export interface Kind {
  readonly type: 'kind';
  readonly description: string;
  readonly accepts: (value: unknown) => boolean;
}

interface ListShape {
  readonly type: 'list';
  readonly item: ValueShape;
}

interface ObjectShape {
  readonly type: 'object';
  readonly fields: Readonly<Record<string, ValueShape>>;
  readonly optional: Readonly<Record<string, ValueShape>>;
}

/** A kind of value. */
export function kind(description: string, accepts: Kind['accepts']): Kind {
  return { type: 'kind', description, accepts };
}

/** One of some words. */
export function oneOf(...words: readonly string[]): Kind {
  return kind(`one of ${words.join(', ')}`, (value) => words.some((word) => word === value));
}

/** A kind of value, or null. */
export function orNull({ description, accepts }: Kind): Kind {
  return kind(`${description} or null`, (value) => value === null || accepts(value));
}

/** A list. */
export function listOf(item: ValueShape): ValueShape {
  return { type: 'list', item };
}

/** An object; further fields are allowed. */
export function shape(
  fields: Readonly<Record<string, ValueShape>>,
  optional: Readonly<Record<string, ValueShape>> = {},
): ValueShape {
  return { type: 'object', fields, optional };
}

/** True for an object that is not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks a value. O(n). @throws StateError for the first part that has another shape */
export function checkShape(value: unknown, expected: ValueShape, pointer: string): void {
  if (expected.type === 'kind') {
    if (!expected.accepts(value)) throw new StateError(pointer, expected.description);
  } else if (expected.type === 'list') {
    if (!Array.isArray(value)) throw new StateError(pointer, 'a list');
    for (let i = 0; i < value.length; i += 1) checkShape(value[i], expected.item, `${pointer}/${i}`);
  } else {
    if (!isObject(value)) throw new StateError(pointer, 'an object');
    for (const [name, inner] of Object.entries(expected.fields)) {
      checkShape(value[name], inner, `${pointer}/${name}`);
    }
    for (const [name, inner] of Object.entries(expected.optional)) {
      if (value[name] !== undefined) checkShape(value[name], inner, `${pointer}/${name}`);
    }
  }
}
