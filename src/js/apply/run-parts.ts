// A run that is handed over to the Worker, cut into parts that fit into its memory. Each prefix goes on by itself in any case.

/** Most characters of a part. */
const LONGEST_PART = 1_500_000;
/** Most prefixes of a part: the Worker reads each of them again before the run begins. */
export const MOST_IN_PART = { tasks: 50, restored: 20 } as const;

/** Cuts a list where a part would be too long. */
export function* runParts<T extends { readonly sent: unknown }>(
  all: Iterable<T>,
  most: number,
): Generator<readonly T[]> {
  let [part, length]: [T[], number] = [[], 0];
  for (const one of all) {
    const more = JSON.stringify(one.sent)?.length ?? 0;
    if (part.length > 0 && (length + more > LONGEST_PART || part.length === most)) {
      yield part;
      [part, length] = [[], 0];
    }
    part.push(one);
    length += more;
  }
  if (part.length > 0) yield part;
}
