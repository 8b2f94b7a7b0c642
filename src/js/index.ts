// The public API of the package: re-exports only.

export * from './aggregate.js';
export * from './client.js';
export * from './core.js';
export * from './desired.js';
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
} from './errors.js';
export * from './layout.js';
export * from './map.js';
export * from './plan.js';
export type * from './plan-types.js';
export { type Progress, progressOf } from './progress.js';
export {
  type PrefixSnapshot,
  readSnapshot,
  type Snapshot,
  type SnapshotParams,
  takeSnapshot,
  writeSnapshot,
} from './snapshot.js';
export { type BlockColumns, NO_OWNER, NOT_AN_ADDRESS, type TableOptions } from './table.js';
export type * from './types.js';
