// Reads the bindings of a table as a list; a long list is read in short tasks.

import type { BindingTable, ServiceBinding } from '../../../src/js/entry/page.js';
import type { Yielder } from '../lib/yielder.js';

/** A table, and the list it was built from. */
export interface BindingList {
  readonly table: BindingTable;
  readonly bindings: readonly ServiceBinding[];
}

/** Bindings read at once. */
const BATCH = 1000;

/** The list that a table was built from. */
export async function readBindings(
  table: BindingTable,
  yielder: Yielder,
): Promise<readonly ServiceBinding[]> {
  const bindings: ServiceBinding[] = [];
  for (let from = 0; from < table.size; from += BATCH) {
    if (yielder.isDue) await yielder.yield();
    for (const binding of table.bindingsFrom(from, BATCH)) bindings.push(binding);
  }
  return bindings;
}
