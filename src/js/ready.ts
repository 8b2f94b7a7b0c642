// Whether the wasm is loaded: true from the start in every entry but the slim one.

let ready = false;

/** Says that it is. */
export function setReady(): void {
  ready = true;
}

/** True once it is. */
export function isReady(): boolean {
  return ready;
}
