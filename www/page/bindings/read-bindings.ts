// The bindings of a table as a list, read in short tasks where there are many.

import { BindingTable, type ServiceBinding } from '../../../src/js/entry/page.js';
import type { Yielder } from '../lib/yielder.js';

/** A table, and the list that it was made from. */
export interface BindingList {
  readonly table: BindingTable;
  readonly bindings: readonly ServiceBinding[];
}

/** Up to this many are read in one task. */
const AT_ONCE = 1000;

/**
 * The list of a table that was made from `bytes`. A long one goes through the core in parts: the core has read all of
 * it strictly before, so that nothing is taken for granted by parsing it a second time.
 */
export async function readBindings(
  table: BindingTable,
  bytes: Uint8Array,
  breath: Yielder,
): Promise<readonly ServiceBinding[]> {
  if (table.size <= AT_ONCE) return table.bindings();
  await breath.yield();
  const text = new TextDecoder().decode(bytes);
  await breath.yield();
  const parsed: unknown = JSON.parse(text);
  const list: unknown =
    typeof parsed === 'object' && parsed !== null && 'result' in parsed ? parsed.result : parsed;
  if (!Array.isArray(list) || list.length !== table.size) return table.bindings();
  const bindings: ServiceBinding[] = [];
  for (let from = 0; from < list.length; from += AT_ONCE) {
    await breath.yield();
    const part = BindingTable.fromEnvelope(JSON.stringify(list.slice(from, from + AT_ONCE)));
    for (const binding of part.bindings()) bindings.push(binding);
    part.dispose();
  }
  return bindings;
}
