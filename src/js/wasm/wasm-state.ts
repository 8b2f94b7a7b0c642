// Whether the core's wasm is loaded: at import in every entry except the slim one, which waits for `init`.

let ready = false;

/** Records that it is. */
export function setReady(): void {
  ready = true;
}

/** True once it is loaded. */
export function isReady(): boolean {
  return ready;
}
