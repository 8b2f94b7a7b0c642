// The answer to "who owns this address?": the owner, the reason, and the bindings that had a say.

import { type Owner, type Prefix, type Resolution, stuckHelp } from '../../../src/js/entry/page.js';
import { formatMessage } from '../errors/notice.js';
import { type Child, el } from '../lib/dom.js';
import { type Palette, REGIONAL } from '../services/palette.js';
import { serviceLabel, swatch } from '../services/service-label.js';

export interface AnswerHandlers {
  /** Shows a binding in the picture. */
  onShow(cidr: string): void;
  /** Opens another prefix of the account, and asks again there. */
  onSwitch(prefixId: string): void;
}

const HEADLINES = {
  'most-specific': null,
  provisioning: null,
  stuck: null,
  'no-binding': 'Nobody',
  'only-regional': 'Nobody',
  'outside-prefix': 'Outside the prefix',
} as const satisfies Record<Resolution['reason'], string | null>;

/** What the nearest active binding does. */
const FALLBACK: Partial<Record<Resolution['reason'], string>> = {
  provisioning: 'answers until then',
  stuck: 'answers where the other is not',
};

const ROLES: Partial<Record<Resolution['reason'], string>> = {
  provisioning: 'wins, still rolling out',
  stuck: 'wins, but is stuck',
};

interface CoveringBinding {
  readonly binding: Owner;
  readonly role: string;
  readonly wins: boolean;
}

function steps(resolution: Resolution): readonly CoveringBinding[] {
  const { owner, shadowed, regional, conflicts, fallback } = resolution;
  const chain: CoveringBinding[] = [];
  if (owner !== null) {
    const role = ROLES[resolution.reason] ?? 'wins: the smallest';
    chain.push({ binding: owner, role, wins: true });
  }
  for (const binding of conflicts) chain.push({ binding, role: 'same block: a conflict', wins: false });
  for (const binding of shadowed) {
    const isFallback = fallback !== null && fallback.index === binding.index;
    chain.push({
      binding,
      role: isFallback ? (FALLBACK[resolution.reason] ?? 'hidden here') : 'hidden here',
      wins: false,
    });
  }
  for (const binding of regional) chain.push({ binding, role: 'regional: owns nothing', wins: false });
  return chain;
}

function step(
  { binding, role, wins }: CoveringBinding,
  palette: Palette,
  calls: AnswerHandlers,
): HTMLElement {
  const look = binding.serviceId === null ? REGIONAL : palette.of(binding.serviceId, binding.serviceName);
  const show = (): void => calls.onShow(binding.cidr);
  return el(
    'li',
    { class: wins ? 'step wins' : 'step' },
    serviceLabel(look),
    el(
      'button',
      { type: 'button', class: 'link mono', onclick: show, title: 'Show in the picture' },
      binding.cidr,
    ),
    el('span', { class: 'role' }, role),
  );
}

/** What the draft would make of an answer. */
function afterwards(now: Resolution, after: Resolution, palette: Palette): HTMLElement | null {
  const id = after.owner?.serviceId ?? null;
  if (id === (now.owner?.serviceId ?? null)) {
    return el('p', { class: 'aside after' }, 'The draft leaves this address where it is.');
  }
  const look = palette.of(id, after.owner?.serviceName);
  return el('p', { class: 'after changed' }, 'With the draft: ', serviceLabel(look));
}

/**
 * The answer. `elsewhere` is another prefix of the account that covers an address outside this one, `after` the answer
 * with the draft.
 */
export function answerCard(
  resolution: Resolution,
  elsewhere: Prefix | null,
  after: Resolution | null,
  palette: Palette,
  calls: AnswerHandlers,
): HTMLElement {
  const { owner, reason } = resolution;
  const headline = HEADLINES[reason];
  const look = palette.of(owner?.serviceId ?? null, owner?.serviceName);
  const chain = steps(resolution);
  const whose: Child =
    headline === null
      ? el('p', { class: 'owner' }, swatch(look, 32), el('strong', {}, el('bdi', {}, look.name)))
      : el('p', { class: 'owner none' }, el('strong', {}, headline));
  return el(
    'div',
    { class: `answer-card reason-${reason}` },
    el(
      'p',
      { class: 'asked' },
      el('code', {}, resolution.address),
      reason === 'outside-prefix' ? ' lies' : ' belongs to',
    ),
    whose,
    el('p', { class: 'why' }, formatMessage(resolution.message)),
    reason === 'stuck' && el('p', { class: 'aside' }, `To end that: ${stuckHelp(owner?.state)}.`),
    after === null ? null : afterwards(resolution, after, palette),
    elsewhere !== null &&
      el(
        'p',
        { class: 'aside' },
        'It lies in another prefix of this account. ',
        el(
          'button',
          { type: 'button', class: 'button', onclick: () => calls.onSwitch(elsewhere.id) },
          `Ask in ${elsewhere.cidr}`,
        ),
      ),
    chain.length > 0 && el('h3', { class: 'minor' }, 'Bindings that cover it, smallest first'),
    chain.length > 0 &&
      el(
        'ol',
        { class: 'chain' },
        chain.map((one) => step(one, palette, calls)),
      ),
  );
}
