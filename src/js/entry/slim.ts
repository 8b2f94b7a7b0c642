// `byoip/slim`: the caller loads the wasm, such as a page that fetches it in parallel with its script.

import { initSync } from 'glue/core.js';
import { loadPlanner } from '../wasm/planner/manual.js';
import { setReady } from '../wasm/wasm-state.js';

/** The bytes of a wasm, its compiled module, or the response of a fetch for it. */
export type WasmSource = WebAssembly.Module | BufferSource | Response | Promise<Response>;

/**
 * Loads the wasm. Before that every other function throws `not-initialised`. A second call does nothing. Plans, lists of
 * addresses, maps and snapshots need `initPlanner`.
 *
 * @param source `byoip/byoip.wasm`
 */
export async function init(source: WasmSource): Promise<void> {
  initSync({ module: await compiled(source) });
  setReady();
}

/**
 * Loads the wasm for plans, lists of addresses, maps and snapshots. Before that `plan`, `diff`, `render`, `renderLines`,
 * `explain`, `exportPlan`, `aggregate`, `findService`, `readDesired`, `Layout`, `readSnapshot`, `readSnapshotBody`,
 * `writeSnapshot`, `drift` and `restorePlan` throw
 * `not-initialised`. A second call does nothing. `Layout` needs `init` as well.
 *
 * @param source `byoip/planner.wasm`
 */
export async function initPlanner(source: WasmSource): Promise<void> {
  loadPlanner(await compiled(source));
}

async function compiled(source: WasmSource): Promise<WebAssembly.Module> {
  const input = await source;
  if (input instanceof WebAssembly.Module) return input;
  const bytes = input instanceof Response ? await input.arrayBuffer() : (input as BufferSource);
  return WebAssembly.compile(bytes);
}

export * from '../index.js';
