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

/** A listener that draws only when one of the fields `keys` is another than last time. */
export function onChange<S extends object>(
  keys: readonly (keyof S)[],
  draw: (state: S) => void,
): (state: S) => void {
  let last: S | null = null;
  return (state) => {
    const before = last;
    last = state;
    if (before !== null && keys.every((key) => Object.is(before[key], state[key]))) return;
    draw(state);
  };
}
