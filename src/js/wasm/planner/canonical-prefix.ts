// Parses a prefix with the planner's wasm, so that a list of addresses does not need the core's.

import { startPlanner, prefixText as written } from 'host/planner.js';
import type { CidrText } from '../../types/api.js';
import { requireString } from '../arguments.js';
import { callWasm } from '../call-wasm.js';

/**
 * The canonical text of a prefix. O(length).
 *
 * @throws ByoipError with the codes of `parseCidr`
 */
export function canonicalPrefix(prefix: CidrText): CidrText {
  const given = requireString(prefix, 'prefix');
  return callWasm(() => {
    startPlanner();
    return written(given);
  }, given);
}
