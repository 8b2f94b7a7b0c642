// The beginning of long lists.

/** The beginning of a list, and how many items it leaves out. */
export interface Truncated<T> {
  readonly shown: readonly T[];
  readonly more: number;
}

export function truncate<T>(list: readonly T[], max: number): Truncated<T> {
  return { shown: list.slice(0, max), more: Math.max(0, list.length - max) };
}
