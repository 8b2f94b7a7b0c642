// Checks what the form of the draft would add, and says so below it: the error in the text, or what the form adds, which
// bindings it replaces and what the rules find.

import {
  contains,
  type Finding,
  formatAddressCount,
  rangeOfCanonicalCidr,
} from '../../../src/js/entry/page.js';
import { underlinedText } from '../errors/input-error.js';
import { formatMessage } from '../errors/notice.js';
import { aside, button, actions as buttons, type Child, el } from '../lib/dom.js';
import { servicesByCidr } from '../state/draft-model.js';
import { checkBinding } from './check-draft.js';
import type { DraftContext } from './draft-context.js';
import { findingList } from './findings-list.js';
import type { ParsedTargets, TargetError } from './parse-targets.js';

export interface TargetCheck {
  readonly findings: readonly Finding[];
  /** CIDRs that the rules were applied to; the other figures are of all CIDRs. */
  readonly checked: number;
  /** Addresses in all CIDRs, each counted once. */
  readonly addresses: bigint;
  /** CIDRs that are bound to this service already. */
  readonly unchanged: number;
  /** CIDRs that are bound to another service. */
  readonly moved: number;
  /** A sentence for each CIDR that is bound already; of a long list, for the first ones. */
  readonly replaced: readonly string[];
}

export const NOTHING_CHECKED: TargetCheck = {
  findings: [],
  checked: 0,
  addresses: 0n,
  unchanged: 0,
  moved: 0,
  replaced: [],
};

const MAX_LISTED_CIDRS = 6;

/** The rules compare each CIDR with each binding: of a longer list, they get the first CIDRs. */
const MAX_COMPARISONS = 200_000;
const MIN_CHECKED_TARGETS = 20;

type CheckContext = Pick<DraftContext, 'account' | 'rules' | 'bindings' | 'nestedBindings'>;

export function checkTargets(
  context: CheckContext,
  cidrs: readonly string[],
  serviceId: string,
): TargetCheck {
  const most = Math.floor(MAX_COMPARISONS / (context.nestedBindings.length + 100));
  // Those outside the prefix come first: no draft can hold one, wherever it is in the list.
  const checked = outsideFirst(cidrs, context.rules.prefix.cidr).slice(
    0,
    Math.max(MIN_CHECKED_TARGETS, most),
  );
  const findings = checked.flatMap((cidr) =>
    checkBinding(context.rules, context.nestedBindings, cidr, serviceId),
  );
  const services = servicesByCidr(context.bindings);
  const bound = cidrs.filter((cidr) => services.has(cidr));
  const unchanged = bound.filter((cidr) => services.get(cidr) === serviceId).length;
  return {
    findings: uniqueFindings(findings),
    checked: checked.length,
    addresses: addressesIn(cidrs),
    unchanged,
    moved: bound.length - unchanged,
    replaced: bound
      .slice(0, MAX_LISTED_CIDRS)
      .map((cidr) => replacedBinding(context, cidr, services.get(cidr) ?? '', serviceId)),
  };
}

function outsideFirst(cidrs: readonly string[], prefix: string): readonly string[] {
  const whole = rangeOfCanonicalCidr(prefix);
  const isInside = (cidr: string): boolean =>
    cidr.includes(':') === prefix.includes(':') && contains(whole, rangeOfCanonicalCidr(cidr));
  return [...cidrs.filter((cidr) => !isInside(cidr)), ...cidrs.filter(isInside)];
}

/** The addresses of blocks that may nest. O(n log n). */
function addressesIn(cidrs: readonly string[]): bigint {
  return ([4, 6] as const).reduce((sum, family) => {
    const ranges = cidrs.filter((cidr) => cidr.includes(':') === (family === 6)).map(rangeOfCanonicalCidr);
    ranges.sort((one, other) => (one.first === other.first ? 0 : one.first < other.first ? -1 : 1));
    let end = -1n;
    let total = sum;
    for (const { first, last } of ranges) {
      if (last <= end) continue;
      total += last - (first > end ? first - 1n : end);
      end = last;
    }
    return total;
  }, 0n);
}

function replacedBinding(
  { account }: CheckContext,
  cidr: string,
  current: string,
  serviceId: string,
): string {
  const name = account.services.find(({ id }) => id === current)?.name ?? current;
  if (current === serviceId) return `\`${cidr}\` already goes to ${name}`;
  return `\`${cidr}\` goes to ${name} now; bindings cannot be edited, so the plan deletes and recreates it`;
}

/** Keeps the first of findings that say the same. Some are about the prefix or the service, not about a block. */
function uniqueFindings(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, cidr, message }) => {
    const isAboutBlock = code !== 'prefix-advertised' && code !== 'service-opaque';
    const key = isAboutBlock ? `${code} ${cidr} ${message}` : code;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What the buttons of the feedback do. */
export interface FeedbackActions {
  /** Replaces the text of the form. */
  setText(text: string): void;
  /** Adds these CIDRs, and keeps the text. */
  add(cidrs: readonly string[]): void;
}

export function formFeedback(
  parsed: ParsedTargets,
  text: string,
  check: (cidrs: readonly string[]) => TargetCheck,
  actions: FeedbackActions,
): readonly Child[] {
  switch (parsed.kind) {
    case 'empty':
      return [];
    case 'invalid':
      return errorFeedback(parsed.invalid, text, actions);
    case 'too-many': {
      const max = parsed.max.toLocaleString('en');
      return [el('p', { class: 'is-error' }, `More than ${max} CIDRs: use larger ones.`)];
    }
    case 'cidrs':
      return additionFeedback(parsed.cidrs, check(parsed.cidrs), actions);
  }
}

function errorFeedback(
  { error, start, end, fixes }: TargetError,
  text: string,
  { setText }: FeedbackActions,
): Child[] {
  const label = el('strong', { class: 'severity' }, 'Error');
  return [
    underlinedText(text, { start, end }),
    el('p', { class: 'is-error' }, label, ' ', formatMessage(error.message)),
    aside(formatMessage(error.help)),
    buttons(fixes.map((fix) => button(fix.label, () => setText(fix.text), 'small'))),
  ];
}

function additionFeedback(
  cidrs: readonly string[],
  check: TargetCheck,
  actions: FeedbackActions,
): readonly Child[] {
  const { findings, replaced, checked, addresses } = check;
  const listed = cidrs.slice(0, MAX_LISTED_CIDRS).join(', ');
  const rest = cidrs.length - MAX_LISTED_CIDRS;
  const size = ` (${formatAddressCount(addresses)})`;
  const isOne = cidrs.length === 1;
  const adds = isOne ? 'Adds ' : `Adds ${cidrs.length.toLocaleString('en')} bindings${size}: `;
  return [
    aside(adds, el('code', {}, listed), isOne && size, rest > 0 && ` and ${rest.toLocaleString('en')} more`),
    cidrs.length > 1 && boundAlready(check),
    replaced.map((sentence) => aside(formatMessage(sentence))),
    checked < cidrs.length &&
      aside(
        `The rules were applied to ${checked.toLocaleString('en')} of ${cidrs.length.toLocaleString('en')}; the plan applies them to all.`,
      ),
    findingList(findings, { fixFor: (finding) => fixFor(finding, cidrs, actions) }),
  ];
}

/** How many of the CIDRs are bound already, over all of them. */
function boundAlready({ unchanged, moved }: TargetCheck): HTMLElement | null {
  const parts = [
    ...(moved > 0 ? [`${moved.toLocaleString('en')} of them move from another service`] : []),
    ...(unchanged > 0 ? [`${unchanged.toLocaleString('en')} of them change nothing`] : []),
  ];
  return parts.length === 0 ? null : aside(`${parts.join('; ')}.`);
}

function fixFor(
  finding: Finding,
  cidrs: readonly string[],
  { setText, add }: FeedbackActions,
): HTMLElement | null {
  const [replacement] = finding.replacement ?? [];
  if (finding.code === 'first-binding-not-prefix' && replacement !== undefined) {
    return button(`Add ${replacement} first`, () => add([replacement]), 'small');
  }
  if (finding.code !== 'redundant-binding') return null;
  const others = cidrs.filter((cidr) => cidr !== finding.cidr);
  return button('Leave it out', () => setText(others.join('\n')), 'small');
}
