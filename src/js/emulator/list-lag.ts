// Stale lists: a write becomes visible only after further writes, or after some time.

import type {
  BgpPrefixRecord,
  BindingRecord,
  DelegationRecord,
  LeavingBinding,
  PrefixRecord,
} from './state/state.js';

/** How stale lists are: a write becomes visible after this many further writes or this time, whichever comes first. */
export type ListLag =
  | { readonly writes: number; readonly milliseconds?: number }
  | { readonly writes?: number; readonly milliseconds: number };

/** The lists of a prefix. */
export interface PrefixLists {
  readonly bindings: readonly BindingRecord[];
  readonly leaving: readonly LeavingBinding[];
  readonly bgpPrefixes: readonly BgpPrefixRecord[];
  readonly delegations: readonly DelegationRecord[];
}

/** The visible lists of all prefixes. */
export interface LaggingLists {
  /** The visible lists of a prefix at `now`. */
  visible(prefix: PrefixRecord, now: number): PrefixLists;
  /** Records the lists before a write; call the result once the write is done. O(entries). */
  recordWrite(prefix: PrefixRecord, now: number): () => void;
}

interface Write {
  readonly number: number;
  readonly at: number;
  readonly listsBefore: PrefixLists;
}

/** Creates stale lists; without a lag they show the current state. Writes to all prefixes count. */
export function createLists(lag: ListLag | undefined): LaggingLists {
  const { writes = Number.POSITIVE_INFINITY, milliseconds = Number.POSITIVE_INFINITY } = lag ?? { writes: 0 };
  if (!(writes >= 0 && milliseconds >= 0)) {
    throw new RangeError(
      `a list lag is a number of writes or milliseconds from 0, not \`${writes}\`, \`${milliseconds}\``,
    );
  }
  if (writes === 0 || milliseconds === 0) return { visible: currentLists, recordWrite: () => () => {} };
  let done = 0;
  const hidden = new Map<string, Write[]>();

  /** The writes to a prefix that are not visible yet, oldest first. */
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
      const before = copyLists(prefix);
      return () => {
        done += 1;
        hidden.set(prefix.id, [...stillHidden(prefix, now), { number: done, at: now, listsBefore: before }]);
      };
    },
  };
}

/** Copies of the lists. Only records of BGP prefixes are changed in place; those of long lists are shared. */
function copyLists(prefix: PrefixRecord): PrefixLists {
  const { bindings, leaving, bgpPrefixes, delegations } = currentLists(prefix);
  return {
    bindings: [...bindings],
    leaving: [...leaving],
    bgpPrefixes: structuredClone(bgpPrefixes),
    delegations: [...delegations],
  };
}

function currentLists({ bindings, leaving = [], bgpPrefixes, delegations = [] }: PrefixRecord): PrefixLists {
  return { bindings, leaving, bgpPrefixes, delegations };
}
