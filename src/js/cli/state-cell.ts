// The state of a binding in a column: its word, in the colour of how far it is.

import { progressOf } from '../bindings/rollout-progress.js';
import type { ProvisioningState } from '../types/api.js';
import { type Painter, safeText, type TextCell } from './output.js';

/** Longer than every state that is known. */
const LONGEST = 32;

/** The cell of a state; a dash where the API sent none. */
export function stateCell(state: ProvisioningState, { green, yellow, red }: Painter): TextCell {
  const paint = { active: green, provisioning: yellow, stuck: red }[progressOf(state)];
  return { text: safeText(state ?? '-', LONGEST), paint };
}
