// A small store: one state, changed by patches, with listeners that run after each change.

export interface Store<S> {
  get(): S;
  set(patch: Partial<S>): void;
  subscribe(listener: (state: S) => void): void;
}

/** A store with the state `initial`. Listeners run in the order in which they subscribed. */
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

/** A listener that calls `draw` only when one of the fields `keys` has changed since the last call. */
export function onChange<S extends object>(
  keys: readonly (keyof S)[],
  draw: (state: S) => void,
): (state: S) => void {
  let previous: S | null = null;
  return (state) => {
    const before = previous;
    previous = state;
    if (before !== null && keys.every((key) => Object.is(before[key], state[key]))) return;
    draw(state);
  };
}
