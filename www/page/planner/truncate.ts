// The beginning of long lists.

import type { PlanExposure, PlanMove } from '../../../src/js/entry/page.js';

/** The beginning of a list, and how many items it leaves out. */
export interface Truncated<T> {
  readonly shown: readonly T[];
  readonly more: number;
}

export type MoveSummary = WithTruncatedRanges<PlanMove>;
export type ExposureSummary = WithTruncatedRanges<PlanExposure>;

type WithTruncatedRanges<T> = Omit<T, 'ranges'> & { readonly ranges: Truncated<string> };

const MAX_ROWS = 24;
const MAX_RANGES = 8;

export function truncate<T>(list: readonly T[], max: number): Truncated<T> {
  return { shown: list.slice(0, max), more: Math.max(0, list.length - max) };
}

/** Truncates the rows, and the address ranges of each. */
export function truncateRows<T extends { readonly ranges: readonly string[] }>(
  rows: readonly T[],
): Truncated<WithTruncatedRanges<T>> {
  const { shown, more } = truncate(rows, MAX_ROWS);
  return { shown: shown.map((row) => ({ ...row, ranges: truncate(row.ranges, MAX_RANGES) })), more };
}
