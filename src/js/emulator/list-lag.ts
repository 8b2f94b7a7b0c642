// Lists that lag: a write shows in them only after further writes, or after a time.

import type { BgpPrefixRecord, BindingRecord, LeavingBinding, PrefixRecord } from './state.js';

/** How far lists lag behind; a write shows as soon as one of the two is over. */
export type ListLag =
  | { readonly writes: number; readonly milliseconds?: number }
  | { readonly writes?: number; readonly milliseconds: number };

/** What lists are made from. */
export interface Listed {
  readonly bindings: readonly BindingRecord[];
  readonly leaving: readonly LeavingBinding[];
  readonly bgpPrefixes: readonly BgpPrefixRecord[];
}

/** The lists of prefixes, as they show at a time. */
export interface Lists {
  /** What the lists below a prefix show at `now`. */
  shown(prefix: PrefixRecord, now: number): Listed;
  /** Remembers what the lists showed before a write; the answer is called when it was carried out. O(what is listed). */
  before(prefix: PrefixRecord, now: number): () => void;
}

interface Write {
  readonly number: number;
  readonly at: number;
  readonly before: Listed;
}

/** Lists that lag so far; without a lag they show the state itself. Counts writes of every prefix. */
export function createLists(lag: ListLag | undefined): Lists {
  const { writes = Number.POSITIVE_INFINITY, milliseconds = Number.POSITIVE_INFINITY } = lag ?? { writes: 0 };
  if (!(writes >= 0 && milliseconds >= 0)) {
    throw new RangeError(
      `lists lag by writes and milliseconds from 0 up, not \`${writes}\`, \`${milliseconds}\``,
    );
  }
  if (writes === 0 || milliseconds === 0) return { shown: listed, before: () => () => {} };
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
    shown: (prefix, now) => stillHidden(prefix, now)[0]?.before ?? listed(prefix),
    before(prefix, now) {
      const before = copied(listed(prefix));
      return () => {
        done += 1;
        hidden.set(prefix.id, [...stillHidden(prefix, now), { number: done, at: now, before }]);
      };
    },
  };
}

function listed({ bindings, leaving = [], bgpPrefixes }: PrefixRecord): Listed {
  return { bindings, leaving, bgpPrefixes };
}

/** Records of BGP prefixes are changed in place, the others never. */
function copied({ bindings, leaving, bgpPrefixes }: Listed): Listed {
  return {
    bindings: [...bindings],
    leaving: [...leaving],
    bgpPrefixes: bgpPrefixes.map((record) => ({ ...record })),
  };
}
