// `byoip/slim`: for those who bring the wasm themselves, such as a page that fetches it beside its script.

import { initSync } from 'glue/core.js';
import { setReady } from '../ready.js';

/**
 * Loads the wasm; every other function throws `not-initialised` before. A second call does nothing.
 *
 * @param source the bytes or the compiled module of `byoip/byoip.wasm`, or the response of a fetch for it
 */
export async function init(
  source: WebAssembly.Module | BufferSource | Response | Promise<Response>,
): Promise<void> {
  const input = await source;
  let module = input instanceof WebAssembly.Module ? input : undefined;
  if (module === undefined) {
    const bytes = input instanceof Response ? await input.arrayBuffer() : (input as BufferSource);
    module = await WebAssembly.compile(bytes);
  }
  initSync({ module });
  setReady();
}

export * from '../index.js';
