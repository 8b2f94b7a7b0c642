// The feedback below the form of the draft: the error in the text, or what it adds and what the rules find.

import type { Finding } from '../../../src/js/entry/page.js';
import { underlinedText } from '../errors/input-error.js';
import { formatMessage } from '../errors/notice.js';
import { el } from '../lib/dom.js';
import type { TargetCheck } from './check-targets.js';
import { type FixAction, findingList, fixButtons } from './findings-list.js';
import type { ParsedTargets, TargetError } from './parse-targets.js';

const MAX_LISTED_CIDRS = 6;

type SetText = (text: string) => void;

export function formFeedback(
  parsed: ParsedTargets,
  text: string,
  check: (cidrs: readonly string[]) => TargetCheck,
  setText: SetText,
): readonly (HTMLElement | null)[] {
  switch (parsed.kind) {
    case 'empty':
      return [];
    case 'invalid':
      return errorFeedback(parsed.invalid, text, setText);
    case 'too-many':
      return [
        el(
          'p',
          { class: 'is-error' },
          `More than ${parsed.max.toLocaleString('en')} CIDRs: use larger ones.`,
        ),
      ];
    case 'cidrs':
      return additionFeedback(parsed.cidrs, check(parsed.cidrs), setText);
  }
}

function errorFeedback(
  { error, start, end, fixes }: TargetError,
  text: string,
  setText: SetText,
): readonly (HTMLElement | null)[] {
  return [
    underlinedText(text, { start, end }),
    el(
      'p',
      { class: 'is-error' },
      el('strong', { class: 'severity' }, 'Error'),
      ' ',
      formatMessage(error.message),
    ),
    el('p', { class: 'aside' }, formatMessage(error.help)),
    fixButtons(fixes.map((fix) => ({ label: fix.label, run: () => setText(fix.text) }))),
  ];
}

function additionFeedback(
  cidrs: readonly string[],
  { findings, replaced }: TargetCheck,
  setText: SetText,
): readonly (HTMLElement | null)[] {
  const listed = cidrs.slice(0, MAX_LISTED_CIDRS).join(', ');
  const rest = cidrs.length - MAX_LISTED_CIDRS;
  return [
    el(
      'p',
      { class: 'aside' },
      cidrs.length === 1 ? 'Adds ' : `Adds ${cidrs.length} bindings: `,
      el('code', {}, listed),
      rest > 0 ? ` and ${rest} more` : '',
    ),
    ...replaced
      .slice(0, MAX_LISTED_CIDRS)
      .map((sentence) => el('p', { class: 'aside' }, formatMessage(sentence))),
    findingList(findings, { fixesFor: (finding) => fixesFor(finding, cidrs, setText) }),
  ];
}

function fixesFor(finding: Finding, cidrs: readonly string[], setText: SetText): readonly FixAction[] {
  const [replacement] = finding.replacement ?? [];
  if (finding.code === 'first-binding-not-prefix' && replacement !== undefined) {
    return [{ label: `Add ${replacement} first`, run: () => setText(replacement) }];
  }
  if (finding.code === 'redundant-binding') {
    const others = cidrs.filter((cidr) => cidr !== finding.cidr);
    return [{ label: 'Leave it out', run: () => setText(others.join('\n')) }];
  }
  return [];
}
