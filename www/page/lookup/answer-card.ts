// The answer of a look-up: the service that gets the address, the reason, and the bindings that contain the address.

import {
  type Owner,
  type Palette,
  REGIONAL,
  type Resolution,
  stuckHelp,
} from '../../../src/js/entry/page.js';
import { formatMessage } from '../errors/notice.js';
import { aside, el } from '../lib/dom.js';
import { serviceLabel, serviceSwatch } from '../services/service-label.js';

export interface LookupAnswer {
  readonly resolution: Resolution;
  /** CIDR of the open prefix. */
  readonly prefixCidr: string;
  /** `account`, `file` or `link`: what was searched. */
  readonly scope: string;
  /** True where the prefix is withdrawn: no traffic arrives. */
  readonly isWithdrawn: boolean;
  /** The answer with the draft applied; `null` without a draft. */
  readonly drafted: Resolution | null;
}

export interface AnswerHandlers {
  /** Shows a binding in the picture. */
  onShow(cidr: string): void;
}

/** What the most specific active binding does while it is not the owner. */
const FALLBACK_ROLES: Partial<Record<Resolution['reason'], string>> = {
  provisioning: 'used until rollout ends',
  stuck: 'used where the other is not active',
};

const OWNER_ROLES: Partial<Record<Resolution['reason'], string>> = {
  provisioning: 'wins, still rolling out',
  stuck: 'wins, but is stuck',
};

export interface CoveringBinding {
  readonly binding: Owner;
  readonly role: string;
  readonly wins: boolean;
}

/** The bindings that contain the address, each with its role. */
export function coveringBindings(resolution: Resolution): readonly CoveringBinding[] {
  const { owner, shadowed, regional, conflicts, fallback, reason } = resolution;
  const loser = (binding: Owner, role: string): CoveringBinding => ({ binding, role, wins: false });
  const roleOf = (binding: Owner): string =>
    (fallback?.index === binding.index ? FALLBACK_ROLES[reason] : undefined) ?? 'overridden';
  return [
    ...(owner === null
      ? []
      : [{ binding: owner, role: OWNER_ROLES[reason] ?? 'wins (most specific)', wins: true }]),
    ...conflicts.map((binding) => loser(binding, 'conflict: same block')),
    ...shadowed.map((binding) => loser(binding, roleOf(binding))),
    ...regional.map((binding) => loser(binding, 'regional: not a service')),
  ];
}

function coveringBindingItem(
  { binding, role, wins }: CoveringBinding,
  palette: Palette,
  handlers: AnswerHandlers,
): HTMLElement {
  const style = binding.serviceId === null ? REGIONAL : palette.of(binding.serviceId, binding.serviceName);
  const onclick = (): void => handlers.onShow(binding.cidr);
  const show = { type: 'button', class: 'link mono', onclick, title: 'Show in the picture' };
  return el(
    'li',
    { class: wins ? 'step wins' : 'step' },
    serviceLabel(style),
    el('button', show, binding.cidr),
    el('span', { class: 'role' }, role),
  );
}

function draftedAnswer(current: Resolution, drafted: Resolution, palette: Palette): HTMLElement {
  const serviceId = drafted.owner?.serviceId ?? null;
  if (serviceId === (current.owner?.serviceId ?? null)) {
    return el('p', { class: 'aside after' }, 'The draft does not change this address.');
  }
  const style = palette.of(serviceId, drafted.owner?.serviceName);
  return el('p', { class: 'after changed' }, 'With the draft: ', serviceLabel(style));
}

/** The address and its service, in two lines. */
function headline(
  { resolution, prefixCidr, scope }: LookupAnswer,
  palette: Palette,
): readonly [HTMLElement, HTMLElement] {
  const { owner, reason, address } = resolution;
  const question = (verb: string): HTMLElement => el('p', { class: 'asked' }, el('code', {}, address), verb);
  const none = (text: string): HTMLElement => el('p', { class: 'owner none' }, el('strong', {}, text));
  if (reason === 'outside-prefix') return [question(' is not in'), none(`this ${scope}`)];
  if (reason === 'no-binding') return [question(` in ${prefixCidr}`), none('No binding')];
  if (reason === 'only-regional') return [question(` in ${prefixCidr}`), none('Only a regional binding')];
  const style = palette.of(owner?.serviceId ?? null, owner?.serviceName);
  return [
    question(' belongs to'),
    el('p', { class: 'owner' }, serviceSwatch(style, 32), el('strong', {}, el('bdi', {}, style.name))),
  ];
}

export function answerCard(answer: LookupAnswer, palette: Palette, handlers: AnswerHandlers): HTMLElement {
  const { resolution, drafted, isWithdrawn } = answer;
  const { owner, reason, message } = resolution;
  const bindings = coveringBindings(resolution);
  return el(
    'div',
    { class: `answer-card reason-${reason}` },
    headline(answer, palette),
    reason !== 'outside-prefix' && el('p', { class: 'why' }, formatMessage(message)),
    isWithdrawn &&
      reason !== 'outside-prefix' &&
      el('p', { class: 'aside withdrawn' }, 'The prefix is withdrawn: no traffic arrives now.'),
    reason === 'stuck' && aside(`To fix this: ${stuckHelp(owner?.state)}.`),
    drafted !== null && draftedAnswer(resolution, drafted, palette),
    bindings.length > 0 && el('h3', { class: 'minor' }, 'Bindings that contain it, most specific first'),
    bindings.length > 0 &&
      el(
        'ol',
        { class: 'chain' },
        bindings.map((one) => coveringBindingItem(one, palette, handlers)),
      ),
  );
}
