// Reads the bindings of a table as a list; a long list is read in short tasks.

import { BindingTable, type ServiceBinding } from '../../../src/js/entry/page.js';
import type { Yielder } from '../lib/yielder.js';

/** A table, and the list it was built from. */
export interface BindingList {
  readonly table: BindingTable;
  readonly bindings: readonly ServiceBinding[];
}

/** Bindings read in one task. */
const BATCH = 1000;

/**
 * The list of a table that was built from `bytes`. A long list goes through the core in parts. The core has validated
 * all of it before, so it is safe to parse the bytes a second time.
 */
export async function readBindings(
  table: BindingTable,
  bytes: Uint8Array,
  yielder: Yielder,
): Promise<readonly ServiceBinding[]> {
  if (table.size <= BATCH) return table.bindings();
  await yielder.yield();
  const text = new TextDecoder().decode(bytes);
  await yielder.yield();
  const parsed: unknown = JSON.parse(text);
  const list: unknown =
    typeof parsed === 'object' && parsed !== null && 'result' in parsed ? parsed.result : parsed;
  if (!Array.isArray(list) || list.length !== table.size) return table.bindings();
  const bindings: ServiceBinding[] = [];
  for (let from = 0; from < list.length; from += BATCH) {
    await yielder.yield();
    const part = BindingTable.fromEnvelope(JSON.stringify(list.slice(from, from + BATCH)));
    for (const binding of part.bindings()) bindings.push(binding);
    part.dispose();
  }
  return bindings;
}
