// The verdict of a plan, its first line: who is affected, how many addresses and for how long, in one colour.

import { formatAddressCount, isSingular, type Palette } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import type { PlanSummary } from '../planner/plan-summary.js';
import { formatHours } from './plan-time.js';

export interface PlanVerdict {
  /** `good`: nothing is affected; `wait`: a disruption is likely; `bad`: addresses are without their service for a while. */
  readonly tone: 'good' | 'wait' | 'bad';
  readonly text: string;
}

type VerdictFacts = Pick<PlanSummary, 'steps' | 'affected' | 'exposures'>;

/** `advertised`: of the prefix; `null` where it is unknown. `null` for a plan without steps. */
export function planVerdict(
  { steps, affected, exposures }: VerdictFacts,
  advertised: boolean | null,
  palette: Pick<Palette, 'of'>,
): PlanVerdict | null {
  if (steps === 0) return null;
  const affects = affectedSentence({ affected, exposures }, palette);
  if (advertised === false) {
    const meanwhile = affects === null ? '' : ` If it is advertised meanwhile: ${affects}`;
    return {
      tone: affects === null ? 'good' : 'wait',
      text: `The prefix is withdrawn: no traffic arrives.${meanwhile}`,
    };
  }
  if (affects !== null) return { tone: 'bad', text: `${affects}${advertised === null ? ` ${UNKNOWN}` : ''}` };
  const kept = 'Every address keeps its service or gets the new one.';
  return advertised === null
    ? { tone: 'wait', text: `${kept} ${UNKNOWN}` }
    : {
        tone: 'wait',
        text: `${kept} The prefix is advertised: Cloudflare warns of disruption in the changed blocks.`,
      };
}

const UNKNOWN =
  'Whether the prefix is advertised is unknown; if it is, Cloudflare warns of disruption in the changed blocks.';

/** `8 addresses pass through Magic Transit for up to 6 hours.`; `null` where no address is affected. */
function affectedSentence(
  { affected: { unowned, thirdParty }, exposures }: Pick<VerdictFacts, 'affected' | 'exposures'>,
  palette: Pick<Palette, 'of'>,
): string | null {
  const parts = [
    ...part(unowned, 'unowned', exposures, () => 'without a service'),
    ...part(thirdParty, 'third-party', exposures, (ids) => {
      const names = [...new Set(ids.map((id) => palette.of(id).name))];
      return names.length > 2 ? `through ${names.length} other services` : `through ${names.join(' and ')}`;
    }),
  ];
  return parts.length === 0 ? null : `During the change ${parts.join('; ')}.`;
}

function part(
  count: bigint,
  hit: 'unowned' | 'third-party',
  { shown }: PlanSummary['exposures'],
  say: (serviceIds: readonly (string | null)[]) => string,
): readonly string[] {
  if (count === 0n) return [];
  const found = shown.filter((one) => one.hit === hit);
  const hours = found.reduce((most, one) => Math.max(most, one.hours), 0);
  const [is, goesThrough] = isSingular(count) ? ['is', 'goes'] : ['are', 'go'];
  const goes = hit === 'unowned' ? is : goesThrough;
  const duration = hours === 0 ? '' : ` for up to ${formatHours(hours)}`;
  return [`${formatAddressCount(count)} ${goes} ${say(found.map(({ serviceId }) => serviceId))}${duration}`];
}

export function verdictLine({ tone, text }: PlanVerdict): HTMLElement {
  return el('strong', { class: `plan-verdict tone-${tone}` }, text);
}
