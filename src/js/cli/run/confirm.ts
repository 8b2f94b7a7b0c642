// Asks whether a plan is to be carried out.

import type { RunPlan } from '../../types/run.js';
import { CommandError } from '../errors.js';
import { pluralize, safeText } from '../output.js';
import type { Terminal } from './ask.js';

/** What is to be confirmed. */
export interface Confirmation {
  readonly plan: RunPlan;
  readonly fingerprint: string;
  /** True where the plan was agreed before: by its fingerprint, or as a file. */
  readonly isAgreed: boolean;
  /** The value of `--confirm`. */
  readonly confirm: string | undefined;
  readonly terminal: Terminal;
}

/** @throws CommandError `plan-not-agreed`, `not-confirmed` */
export async function confirmRun(wanted: Confirmation): Promise<void> {
  const { plan, fingerprint, isAgreed, confirm, terminal } = wanted;
  if (!isAgreed && !terminal.isPresent) {
    throw new CommandError({
      code: 'plan-not-agreed',
      message: 'the plan was not agreed: there is no terminal to ask at',
      help: `pass --expect ${fingerprint} after a person has read the plan`,
    });
  }
  const [first] = plan.prefixes;
  const count = plan.prefixes.length;
  const expected = count === 1 && first !== undefined ? first.cidr : String(count);
  const accepted = [expected, 'all', String(count)];
  if (confirm !== undefined) {
    if (accepted.includes(confirm)) return;
    throw notConfirmed(
      `\`--confirm\` is \`${safeText(confirm, 80)}\`, and the plan changes ${what(plan)}`,
      expected,
    );
  }
  if (!terminal.isPresent) throw notConfirmed(`the plan changes ${what(plan)}`, expected);
  const number = count === 1 ? '' : ', the number of prefixes,';
  const typed = await terminal.ask(`\nType ${expected}${number} to carry this out: `);
  if (typed !== expected) throw notConfirmed(`the answer was \`${safeText(typed, 80)}\``, expected);
}

function what({ prefixes }: RunPlan): string {
  const [first] = prefixes;
  return prefixes.length === 1 && first !== undefined
    ? first.cidr
    : pluralize(prefixes.length, 'prefix', 'prefixes');
}

function notConfirmed(reason: string, expected: string): CommandError {
  return new CommandError({
    code: 'not-confirmed',
    message: `the plan is not confirmed, and nothing was sent: ${reason}`,
    help: `read the plan, then pass --confirm ${expected}`,
  });
}
