// `byoip/slim`: the caller loads the wasm, such as a page that fetches it in parallel with its script.

import { ByoipError, isByoipError } from '../types/errors.js';
import { isResponse, isWasmModule } from '../types/realm.js';
import { loadCore } from '../wasm/core/manual.js';
import { loadPlanner } from '../wasm/planner/manual.js';
import { startError } from '../wasm/start.js';

/** The bytes of a wasm, its compiled module, or the response of a fetch for it. */
export type WasmSource = WebAssembly.Module | BufferSource | Response | Promise<Response>;

/**
 * Loads the wasm. Before that every other function throws `not-initialised`. A second call does nothing. Plans, lists of
 * addresses, maps and snapshots need `initPlanner`.
 *
 * @param source `byoip/byoip.wasm`
 * @throws ByoipError `http-status` for a response that is not a success, `wasm-invalid` for anything but this wasm,
 * `wasm-unavailable` where there is no WebAssembly or a policy forbids it, `out-of-memory`
 *
 * @example
 * ```ts
 * // In a page, with the file next to it:
 * const ready = () => init(fetch('/byoip.wasm'));
 * ```
 */
export async function init(source: WasmSource): Promise<void> {
  await load(source, loadCore);
}

/**
 * Loads the wasm for plans, lists of addresses, maps and snapshots. Before that `plan`, `diff`, `render`, `renderLines`,
 * `explain`, `exportPlan`, `aggregate`, `findService`, `readDesired`, `Layout`, `readSnapshot`, `readSnapshotBody`,
 * `writeSnapshot`, `drift` and `restorePlan` throw
 * `not-initialised`. A second call does nothing. `Layout` needs `init` as well.
 *
 * @param source `byoip/planner.wasm`
 * @throws ByoipError as `init` does
 *
 * @example
 * ```ts
 * // In a page, with the file next to it:
 * const ready = () => initPlanner(fetch('/planner.wasm'));
 * ```
 */
export async function initPlanner(source: WasmSource): Promise<void> {
  await load(source, loadPlanner);
}

async function load(source: WasmSource, start: (module: WebAssembly.Module) => void): Promise<void> {
  const input: unknown = await source;
  if (isResponse(input) && !input.ok) {
    throw new ByoipError({
      code: 'http-status',
      message: `the response for the wasm is HTTP ${input.status}`,
      help: 'check the URL: the package exports the files as `byoip/byoip.wasm` and `byoip/planner.wasm`',
    });
  }
  const bytes = isResponse(input) ? await input.arrayBuffer() : (input as BufferSource);
  try {
    start(isWasmModule(bytes) ? (bytes as WebAssembly.Module) : await WebAssembly.compile(bytes));
  } catch (cause) {
    const error = startError(cause);
    if (isByoipError(error)) throw error;
    const problem = {
      code: 'wasm-invalid',
      message: 'this is not the wasm of this version of the package',
      help: 'pass the file that the package exports: `byoip/byoip.wasm` to `init`, `byoip/planner.wasm` to `initPlanner`',
    } as const;
    throw new ByoipError(problem, { cause });
  }
}

export * from '../index.js';
