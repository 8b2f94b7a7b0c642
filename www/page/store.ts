// A small store: one state, replaced by patches, and told to whoever subscribed.

export interface Store<S> {
  get(): S;
  set(patch: Partial<S>): void;
  subscribe(listener: (state: S) => void): void;
}

/** A store that holds `initial` until it is patched. Listeners run in the order in which they came. */
export function createStore<S extends object>(initial: S): Store<S> {
  let state = initial;
  const listeners: ((state: S) => void)[] = [];
  return {
    get: () => state,
    set(patch) {
      state = { ...state, ...patch };
      for (const listener of listeners) listener(state);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}

/** Calls `draw` only when one of the values that `pick` returns is another than last time. */
export function onChange<S, T extends readonly unknown[]>(
  pick: (state: S) => T,
  draw: (...picked: T) => void,
): (state: S) => void {
  let last: T | null = null;
  return (state) => {
    const next = pick(state);
    const same = last?.every((value, index) => Object.is(value, next[index])) ?? false;
    if (same) return;
    last = next;
    draw(...next);
  };
}
