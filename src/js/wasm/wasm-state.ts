// Whether the whole package's wasm is loaded: from the start in every entry but the slim one, which has to be told.

let ready = false;

/** Says that it is. */
export function setReady(): void {
  ready = true;
}

/** True once it is. */
export function isReady(): boolean {
  return ready;
}
