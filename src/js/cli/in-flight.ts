// The roll-out of bindings: the state of one as a cell, and a warning of those that are not active yet: they are writes in
// flight, and answers count them as bound.

import { progressOf } from '../bindings/rollout-progress.js';
import type { InFlight } from '../plan/binding-lists.js';
import type { ProvisioningState } from '../types/api.js';
import type { Call } from './command.js';
import { grouped, type Painter, pluralize, safeText, type TextCell } from './output.js';

/** A binding with its state. */
interface ShownBinding {
  readonly cidr: string;
  readonly state?: ProvisioningState | undefined;
}

/** Bindings that the notice names. */
export const NAMED = 8;

/** The bindings that are not active yet. */
export function inFlightOf(bindings: readonly ShownBinding[]): InFlight {
  const found = bindings.filter(({ state }) => progressOf(state) !== 'active');
  const first = found.slice(0, NAMED).map(({ cidr, state = null }) => ({ cidr, state }));
  return { count: found.length, first };
}

/** The notice about some lists; null where all bindings are active. */
export function inFlightNotice(found: readonly InFlight[], bindings: number): string | null {
  const all = found.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return null;
  const first = found.flatMap((one) => one.first).slice(0, NAMED);
  const named = first.map(({ cidr, state }) => `${cidr} (${safeText(state ?? '', 40)})`);
  const more = all > NAMED ? ` and ${grouped(all - NAMED)} more` : '';
  const are = all === 1 ? 'is' : 'are';
  return `${grouped(all)} of ${pluralize(bindings, 'binding')} ${are} not active yet: ${named.join(', ')}${more}; some edges may not have ${all === 1 ? 'it' : 'them'}`;
}

/** Prints the notice on standard error, so that standard output stays readable for programs. */
export async function warnInFlight(
  found: readonly InFlight[],
  bindings: number,
  { io, paintErrors: { bold, yellow } }: Call,
): Promise<void> {
  const text = inFlightNotice(found, bindings);
  if (text !== null) await io.stderr.write(`${bold('byoip:')} ${yellow(text)}\n`);
}

/** Longer than every known state. */
const LONGEST = 32;

/** The cell of a state; a dash without one. */
export function stateCell(state: ProvisioningState, { green, yellow, red }: Painter): TextCell {
  const paint = { active: green, provisioning: yellow, stuck: red }[progressOf(state)];
  return { text: safeText(state ?? '-', LONGEST), paint };
}
