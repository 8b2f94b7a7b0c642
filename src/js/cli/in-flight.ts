// Warns of bindings that are not active yet: they are writes in flight, and answers count them as bound.

import { progressOf } from '../bindings/rollout-progress.js';
import type { ProvisioningState } from '../types/api.js';
import type { Io } from './io.js';
import { painter, pluralize, safeText } from './output.js';

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
  const number = (count: number) => count.toLocaleString('en');
  const named = found.slice(0, NAMED).map(({ cidr, state }) => `${cidr} (${safeText(state ?? '', 40)})`);
  const more = found.length > NAMED ? ` and ${number(found.length - NAMED)} more` : '';
  const are = found.length === 1 ? 'is' : 'are';
  return `${number(found.length)} of ${pluralize(bindings.length, 'binding')} ${are} not active yet: ${named.join(', ')}${more}; some edges may not have ${found.length === 1 ? 'it' : 'them'}`;
}

/** Prints the notice on standard error, so that standard output stays readable for programs. */
export async function warnInFlight(
  bindings: readonly ShownBinding[],
  io: Io,
  noColor: boolean,
): Promise<void> {
  const text = inFlightNotice(bindings);
  const paint = painter(io.stderr, io.env, noColor);
  if (text !== null) await io.stderr.write(`${paint.bold('byoip:')} ${paint.yellow(text)}\n`);
}
