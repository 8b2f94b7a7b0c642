// Tables with the wasm of the whole package; `byoip/resolve` has a build of its own.

import { Resolver, startCore } from 'host/core.js';
import { bindingTables, type DisposableTable } from './make-table.js';

/** A list of bindings that answers who owns an address. */
export type BindingTable = DisposableTable;

/**
 * Creates tables: `BindingTable.fromEnvelope(bytes)`, `.fromBindings(list)`, `.fromColumns(columns)`.
 *
 * @example
 * ```ts
 * const table = BindingTable.fromEnvelope([{ cidr: '192.0.2.0/24', service_id: 'a' }]);
 * table.find('192.0.2.77'); // 0
 * ```
 */
export const BindingTable = /* @__PURE__ */ bindingTables(Resolver, startCore);
