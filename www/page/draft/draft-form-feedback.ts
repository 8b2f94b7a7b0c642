// Checks what the form of the draft would add, and says so below it: the error in the text, or what the form adds, which
// bindings it replaces and what the rules find.

import type { Finding } from '../../../src/js/entry/page.js';
import { underlinedText } from '../errors/input-error.js';
import { formatMessage } from '../errors/notice.js';
import { actions, aside, button, type Child, el } from '../lib/dom.js';
import { checkBinding } from './check-draft.js';
import type { DraftContext } from './draft-context.js';
import { findingList } from './findings-list.js';
import type { ParsedTargets, TargetError } from './parse-targets.js';

export interface TargetCheck {
  readonly findings: readonly Finding[];
  /** A sentence for each CIDR that is bound already. */
  readonly replaced: readonly string[];
}

export const NOTHING_CHECKED: TargetCheck = { findings: [], replaced: [] };

/** Each CIDR is checked on its own; of a longer list, the first ones. */
const MAX_CHECKED_TARGETS = 20;

type CheckContext = Pick<DraftContext, 'account' | 'rules' | 'bindings' | 'nestedBindings'>;

export function checkTargets(
  context: CheckContext,
  cidrs: readonly string[],
  serviceId: string,
): TargetCheck {
  const checked = cidrs.slice(0, MAX_CHECKED_TARGETS);
  const findings = checked.flatMap((cidr) =>
    checkBinding(context.rules, context.nestedBindings, cidr, serviceId),
  );
  return {
    findings: uniqueFindings(findings),
    replaced: checked.flatMap((cidr) => replacedBinding(context, cidr, serviceId)),
  };
}

function replacedBinding(
  { account, bindings }: CheckContext,
  cidr: string,
  serviceId: string,
): readonly string[] {
  const current = bindings.find((one) => one.cidr === cidr && one.serviceId !== null)?.serviceId ?? null;
  if (current === null) return [];
  const name = account.services.find(({ id }) => id === current)?.name ?? current;
  if (current === serviceId) return [`\`${cidr}\` already goes to ${name}`];
  return [`\`${cidr}\` goes to ${name} now; bindings cannot be edited, so the plan deletes and recreates it`];
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

const MAX_LISTED_CIDRS = 6;

type SetText = (text: string) => void;

export function formFeedback(
  parsed: ParsedTargets,
  text: string,
  check: (cidrs: readonly string[]) => TargetCheck,
  setText: SetText,
): readonly Child[] {
  switch (parsed.kind) {
    case 'empty':
      return [];
    case 'invalid':
      return errorFeedback(parsed.invalid, text, setText);
    case 'too-many': {
      const max = parsed.max.toLocaleString('en');
      return [el('p', { class: 'is-error' }, `More than ${max} CIDRs: use larger ones.`)];
    }
    case 'cidrs':
      return additionFeedback(parsed.cidrs, check(parsed.cidrs), setText);
  }
}

function errorFeedback({ error, start, end, fixes }: TargetError, text: string, setText: SetText): Child[] {
  const label = el('strong', { class: 'severity' }, 'Error');
  return [
    underlinedText(text, { start, end }),
    el('p', { class: 'is-error' }, label, ' ', formatMessage(error.message)),
    aside(formatMessage(error.help)),
    actions(fixes.map((fix) => button(fix.label, () => setText(fix.text), 'small'))),
  ];
}

function additionFeedback(
  cidrs: readonly string[],
  { findings, replaced }: TargetCheck,
  setText: SetText,
): readonly Child[] {
  const listed = cidrs.slice(0, MAX_LISTED_CIDRS).join(', ');
  const rest = cidrs.length - MAX_LISTED_CIDRS;
  const adds = cidrs.length === 1 ? 'Adds ' : `Adds ${cidrs.length} bindings: `;
  return [
    aside(adds, el('code', {}, listed), rest > 0 && ` and ${rest} more`),
    replaced.slice(0, MAX_LISTED_CIDRS).map((sentence) => aside(formatMessage(sentence))),
    findingList(findings, { fixFor: (finding) => fixFor(finding, cidrs, setText) }),
  ];
}

function fixFor(finding: Finding, cidrs: readonly string[], setText: SetText): HTMLElement | null {
  const [replacement] = finding.replacement ?? [];
  if (finding.code === 'first-binding-not-prefix' && replacement !== undefined) {
    return button(`Add ${replacement} first`, () => setText(replacement), 'small');
  }
  if (finding.code !== 'redundant-binding') return null;
  const others = cidrs.filter((cidr) => cidr !== finding.cidr);
  return button('Leave it out', () => setText(others.join('\n')), 'small');
}
