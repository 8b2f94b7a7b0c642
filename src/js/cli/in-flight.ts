// The roll-out of bindings: the state of one as a cell, and a warning of those that are not active yet: they are writes in
// flight, and answers count them as bound.

import { progressOf } from '../bindings/rollout-progress.js';
import type { ProvisioningState } from '../types/api.js';
import type { Call } from './command.js';
import { grouped, type Painter, pluralize, safeText, type TextCell } from './output.js';

/** A binding with its state. */
interface ShownBinding {
  readonly cidr: string;
  readonly state?: ProvisioningState | undefined;
}

/** Bindings that the notice names. */
const NAMED = 8;

/** The notice; null where all bindings are active. */
export function inFlightNotice(bindings: readonly ShownBinding[]): string | null {
  const found = bindings.filter(({ state }) => progressOf(state) !== 'active');
  if (found.length === 0) return null;
  const named = found.slice(0, NAMED).map(({ cidr, state }) => `${cidr} (${safeText(state ?? '', 40)})`);
  const more = found.length > NAMED ? ` and ${grouped(found.length - NAMED)} more` : '';
  const are = found.length === 1 ? 'is' : 'are';
  return `${grouped(found.length)} of ${pluralize(bindings.length, 'binding')} ${are} not active yet: ${named.join(', ')}${more}; some edges may not have ${found.length === 1 ? 'it' : 'them'}`;
}

/** Prints the notice on standard error, so that standard output stays readable for programs. */
export async function warnInFlight(
  bindings: readonly ShownBinding[],
  { io, paintErrors: { bold, yellow } }: Call,
): Promise<void> {
  const text = inFlightNotice(bindings);
  if (text !== null) await io.stderr.write(`${bold('byoip:')} ${yellow(text)}\n`);
}

/** Longer than every known state. */
const LONGEST = 32;

/** The cell of a state; a dash without one. */
export function stateCell(state: ProvisioningState, { green, yellow, red }: Painter): TextCell {
  const paint = { active: green, provisioning: yellow, stuck: red }[progressOf(state)];
  return { text: safeText(state ?? '-', LONGEST), paint };
}
