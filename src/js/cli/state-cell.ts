// The state of a binding as a cell, coloured by its roll-out.

import { progressOf } from '../bindings/rollout-progress.js';
import type { ProvisioningState } from '../types/api.js';
import { type Painter, safeText, type TextCell } from './output.js';

/** Longer than every known state. */
const LONGEST = 32;

/** The cell of a state; a dash without one. */
export function stateCell(state: ProvisioningState, { green, yellow, red }: Painter): TextCell {
  const paint = { active: green, provisioning: yellow, stuck: red }[progressOf(state)];
  return { text: safeText(state ?? '-', LONGEST), paint };
}
