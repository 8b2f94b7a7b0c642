// The public API of the package: re-exports only.

export { type Progress, progressOf } from './bindings/rollout-progress.js';
export * from './client/client.js';
export { BindingTable } from './lookup/core-table.js';
export { type BlockColumns, NO_OWNER, NOT_AN_ADDRESS, type TableOptions } from './lookup/table.js';
export * from './map/draw-map.js';
export * from './map/layout.js';
export * from './plan/aggregate.js';
export { type FoundService, findService } from './plan/find-service.js';
export type { Bound, Reading } from './plan/list-format.js';
export * from './plan/plan.js';
export * from './plan/read-desired.js';
export {
  type PrefixSnapshot,
  readSnapshot,
  type Snapshot,
  type SnapshotParams,
  takeSnapshot,
  writeSnapshot,
} from './snapshot.js';
export type * from './types/api.js';
export {
  ByoipError,
  CLIENT_ERROR_CODES,
  type ClientErrorCode,
  CORE_ERROR_CODES,
  type CoreErrorCode,
  type ErrorCode,
  isByoipError,
  type Outcome,
  type Problem,
} from './types/errors.js';
export type { Operation, ResultOf } from './types/operations.js';
export type * from './types/plan.js';
export * from './wasm/core.js';
export type { NamedService } from './wasm/plain-facts.js';
