// The prefix that a list of addresses is about, read by the planner's wasm, which it starts.

import { startPlanner, prefixText as written } from 'host/planner.js';
import type { CidrText } from '../../types/api.js';
import { callWasm, requireString } from '../call-wasm.js';

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
