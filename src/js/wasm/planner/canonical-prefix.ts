// The prefix that a list of addresses is about, read by the planner's wasm, which it starts.

import { startPlanner, prefixText as written } from 'host/planner.js';
import type { CidrText } from '../../types/api.js';
import { guard, text } from '../call-wasm.js';

/**
 * The canonical text of a prefix. O(length).
 *
 * @throws ByoipError with the codes of `parseCidr`
 */
export function prefixText(prefix: CidrText): CidrText {
  const given = text(prefix, 'prefix');
  return guard(() => {
    startPlanner();
    return written(given);
  }, given);
}
