// The public API of the package: re-exports only.

export { apply, resume, runStatus } from './apply/apply.js';
export { indexedDbJournal } from './apply/indexed-db-journal.js';
export { type Journal, type MemoryJournal, memoryJournal } from './apply/journal.js';
export { type PrefixTask, runFingerprint, toRunPlan } from './apply/run-plan.js';
export type { AskedQuestion, ResumeSettings, RunLeave, RunSettings } from './apply/settings.js';
export { type Progress, progressOf } from './bindings/rollout-progress.js';
export type { ApiProblem, ResponseDetails } from './client/api-error.js';
export * from './client/client.js';
export * from './drift.js';
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
  readSnapshotBody,
  type Snapshot,
  type SnapshotParams,
  takeSnapshot,
  writeSnapshot,
} from './snapshot.js';
export type * from './types/api.js';
export {
  BASES,
  DRIFT_CODES,
  REFUSAL_CODES,
  RESOLUTION_REASONS,
  RULE_CODES,
  RUN_BLOCK_CODES,
  SEVERITIES,
} from './types/codes.js';
export type * from './types/drift.js';
export {
  APPLY_ERROR_CODES,
  type ApplyErrorCode,
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
export type * from './types/run.js';
export {
  type AddressInfo,
  type ApiRequest,
  type CheckFacts,
  check,
  covers,
  errorCodes,
  halves,
  type LintFacts,
  lint,
  parent,
  parseAddress,
  parseCidr,
  parseCidrMasked,
  type RequestFacts,
  rangeToCidrs,
  readEnvelope,
  request,
  ruleCodes,
  sibling,
  version,
} from './wasm/core.js';
export type { ErrorClass } from './wasm/exchange.js';
export type { NamedService } from './wasm/plain-facts.js';
