// Lists that lag: a write shows in them only after further writes, or after a time.

import type { BgpPrefixRecord, BindingRecord, LeavingBinding, PrefixRecord } from './state.js';

/** How far lists lag behind; a write shows as soon as one of the two is over. */
export type ListLag =
  | { readonly writes: number; readonly milliseconds?: number }
  | { readonly writes?: number; readonly milliseconds: number };

/** What lists are made from. */
export interface PrefixLists {
  readonly bindings: readonly BindingRecord[];
  readonly leaving: readonly LeavingBinding[];
  readonly bgpPrefixes: readonly BgpPrefixRecord[];
}

/** The lists of prefixes, as they show at a time. */
export interface LaggingLists {
  /** What the lists below a prefix show at `now`. */
  visible(prefix: PrefixRecord, now: number): PrefixLists;
  /** Remembers what the lists showed before a write; the answer is called when it was carried out. O(what is listed). */
  recordWrite(prefix: PrefixRecord, now: number): () => void;
}

interface Write {
  readonly number: number;
  readonly at: number;
  readonly listsBefore: PrefixLists;
}

/** Lists that lag so far; without a lag they show the state itself. Counts writes of every prefix. */
export function createLists(lag: ListLag | undefined): LaggingLists {
  const { writes = Number.POSITIVE_INFINITY, milliseconds = Number.POSITIVE_INFINITY } = lag ?? { writes: 0 };
  if (!(writes >= 0 && milliseconds >= 0)) {
    throw new RangeError(
      `lists lag by writes and milliseconds from 0 up, not \`${writes}\`, \`${milliseconds}\``,
    );
  }
  if (writes === 0 || milliseconds === 0) return { visible: currentLists, recordWrite: () => () => {} };
  let done = 0;
  const hidden = new Map<string, Write[]>();

  /** The writes below a prefix that do not show yet, oldest first. */
  function stillHidden(prefix: PrefixRecord, now: number): readonly Write[] {
    const all = hidden.get(prefix.id) ?? [];
    const first = all.findIndex(({ number, at }) => done - number < writes && now - at < milliseconds);
    const left = first < 0 ? [] : all.slice(first);
    hidden.set(prefix.id, left);
    return left;
  }

  return {
    visible: (prefix, now) => stillHidden(prefix, now)[0]?.listsBefore ?? currentLists(prefix),
    recordWrite(prefix, now) {
      const before = copyLists(currentLists(prefix));
      return () => {
        done += 1;
        hidden.set(prefix.id, [...stillHidden(prefix, now), { number: done, at: now, listsBefore: before }]);
      };
    },
  };
}

function currentLists({ bindings, leaving = [], bgpPrefixes }: PrefixRecord): PrefixLists {
  return { bindings, leaving, bgpPrefixes };
}

/** Records of BGP prefixes are changed in place, the others never. */
function copyLists({ bindings, leaving, bgpPrefixes }: PrefixLists): PrefixLists {
  return {
    bindings: [...bindings],
    leaving: [...leaving],
    bgpPrefixes: bgpPrefixes.map((record) => ({ ...record })),
  };
}
