// Assertions for every runtime: this file imports no Node modules.

/** What a suite needs of a test runner: to name a law, and to try it. */
export interface Runner {
  test(law: string, body: () => void | Promise<void>): void;
}

/** Fails with a sentence. */
export function fail(message: string): never {
  throw new Error(message);
}

/** Fails unless both are the same JSON value; an absent member and an undefined one are the same. */
export function same(actual: unknown, expected: unknown, about: string): void {
  const found = canonical(actual);
  const wanted = canonical(expected);
  if (found !== wanted) fail(`${about}: expected ${wanted}, found ${found}`);
}

/** Tries all of a list, and fails with every fault that was found rather than with the first. */
export function each<T>(list: readonly T[], body: (one: T) => void): void {
  const faults: string[] = [];
  for (const one of list) {
    try {
      body(one);
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (faults.length > 0) fail(`${faults.length} of ${list.length}: ${faults.slice(0, 20).join('\n')}`);
}

/** Calls what must throw, and gives what it threw. */
export function thrownBy(call: () => unknown, about: string): unknown {
  let answer: unknown;
  try {
    answer = call();
  } catch (error) {
    return error;
  }
  return fail(`${about}: expected an error, found ${canonical(answer)}`);
}

/** JSON with the members in order, so that equal values have equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
