// A stable merge sort of natural runs that yields to the page; a list that is nearly sorted costs little.

import type { Yielder } from './yielder.js';

/** The sorted list. `inOrder` is true where two values may stay as they are. O(n log n) comparisons, O(n) if sorted. */
export async function mergeSort<T>(
  list: readonly T[],
  inOrder: (one: T, other: T) => boolean,
  yielder: Yielder,
): Promise<T[]> {
  let runs = naturalRuns(list, inOrder);
  while (runs.length > 1) {
    const next: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [left, right] = [runs[at] ?? [], runs[at + 1]];
      next.push(right === undefined ? left : await mergeRuns(left, right, inOrder, yielder));
    }
    runs = next;
  }
  return runs[0] ?? [];
}

function naturalRuns<T>(list: readonly T[], inOrder: (one: T, other: T) => boolean): T[][] {
  const runs: T[][] = [];
  let run: T[] = [];
  for (const value of list) {
    const before = run.at(-1);
    if (before !== undefined && !inOrder(before, value)) {
      runs.push(run);
      run = [];
    }
    run.push(value);
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

async function mergeRuns<T>(
  left: readonly T[],
  right: readonly T[],
  inOrder: (one: T, other: T) => boolean,
  yielder: Yielder,
): Promise<T[]> {
  const out: T[] = [];
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    const one = left[l];
    const other = right[r];
    if (other === undefined || (one !== undefined && inOrder(one, other))) {
      if (one !== undefined) out.push(one);
      l += 1;
    } else {
      out.push(other);
      r += 1;
    }
    if ((out.length & 255) === 255 && yielder.isDue) await yielder.yield();
  }
  return out;
}
