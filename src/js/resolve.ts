// The resolver alone, for a Worker that only asks who owns an address.

import { Resolver, startResolver } from 'host/resolver.js';
import { bindingTables, type DisposableTable } from './lookup/make-table.js';

export type { BindingTableClass, BindingTables, DisposableTable } from './lookup/make-table.js';
export { type BlockColumns, NO_OWNER, NOT_AN_ADDRESS, type TableOptions } from './lookup/table.js';
export type { Owner, Resolution, ResolutionReason, ServiceBinding } from './types/api.js';
export {
  ByoipError,
  CORE_ERROR_CODES,
  type CoreErrorCode,
  type ErrorCode,
  isByoipError,
  type Problem,
} from './types/errors.js';

/** A list of bindings that answers who owns an address. */
export type BindingTable = DisposableTable;

/** The class of tables: `BindingTable.fromEnvelope(bytes)`, `.fromBindings(list)`, `.fromColumns(columns)`. */
export const BindingTable = /* @__PURE__ */ bindingTables(Resolver, startResolver);
