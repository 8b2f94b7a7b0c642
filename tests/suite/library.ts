// The package as the suites use it, and the form of all its errors.

import { fail, same, thrownBy } from './assert.js';

export type Library = typeof import('byoip');

/** The part of the library that `byoip/resolve` has as well. */
export type ResolverLibrary = Pick<Library, 'BindingTable' | 'isByoipError'>;

/** Expectations of an error; what is left out is not looked at. */
export interface Expected {
  readonly code: unknown;
  readonly help?: unknown;
  readonly cure?: unknown;
  readonly pointer?: unknown;
  /** `[start, end]`. */
  readonly at?: unknown;
}

/** Fails unless the call throws the package's own error, well formed, with the expected code. */
export function refuses(lib: ResolverLibrary, call: () => unknown, expected: Expected, about: string): void {
  const error = thrownBy(call, about);
  if (!lib.isByoipError(error)) fail(`${about}: threw something else: ${String(error)}`);
  same(error.code, expected.code, `${about}, code`);
  if (expected.help !== undefined) same(error.help, expected.help, `${about}, help`);
  if (expected.cure !== undefined) same(error.cure, expected.cure, `${about}, cure`);
  if (expected.pointer !== undefined) same(error.pointer, expected.pointer, `${about}, pointer`);
  if (expected.at !== undefined) same([error.at?.start, error.at?.end], expected.at, `${about}, place`);
  for (const [name, sentence] of Object.entries({ message: error.message, help: error.help })) {
    const wellFormed =
      sentence !== '' && !/\n/.test(sentence) && !/^[A-Z][a-z]/.test(sentence) && !/[^.]\.$/.test(sentence);
    if (!wellFormed) fail(`${about}: the ${name} is not one lowercase line without a full stop: ${sentence}`);
  }
}
