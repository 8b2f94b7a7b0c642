// The public API without what needs the planner's wasm: blocks, tables, rules, the client. Re-exports only.

export { type Progress, progressOf } from './bindings/rollout-progress.js';
export { cidr } from './cidr.js';
export type { ApiProblem, ResponseDetails } from './client/api-error.js';
export * from './client/client.js';
export { BindingTable } from './lookup/core-table.js';
export type { BindingTableClass, BindingTables, DisposableTable } from './lookup/make-table.js';
export { type BlockColumns, NO_OWNER, NOT_AN_ADDRESS, type TableOptions } from './lookup/table.js';
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
export type * from './types/platform.js';
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
