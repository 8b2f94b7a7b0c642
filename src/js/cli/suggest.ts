// Suggests the known name that is closest to a mistyped one.

/** The name with the smallest edit distance to `text`, where it is small enough; null otherwise. */
export function closestName(text: string, names: readonly string[]): string | null {
  const begins = text.length >= 2 ? names.filter((name) => name.startsWith(text)) : [];
  if (begins.length === 1) return begins[0] ?? null;
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const distance = editDistance(text.slice(0, 40), name);
    if (distance < least) {
      best = name;
      least = distance;
    }
  }
  return best !== null && least <= Math.max(1, Math.floor(best.length / 2)) ? best : null;
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. O(a × b). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + change);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
