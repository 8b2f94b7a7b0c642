// Findings of the rules as a list, each with its help and a button for each fix.

import type { Finding } from '../../../src/js/entry/page.js';
import { formatMessage } from '../errors/notice.js';
import { el } from '../lib/dom.js';

export interface FixAction {
  readonly label: string;
  run(): void;
}

const SEVERITY_LABELS = { error: 'Error', warning: 'Warning', note: 'Note' } as const;

const MAX_LISTED_FINDINGS = 8;

interface FindingListOptions {
  readonly max?: number;
  fixesFor?(finding: Finding): readonly FixAction[];
}

/** The findings in the order of the core, errors first; `null` where there are none. */
export function findingList(
  findings: readonly Finding[],
  { max = MAX_LISTED_FINDINGS, fixesFor = () => [] }: FindingListOptions = {},
): HTMLElement | null {
  if (findings.length === 0) return null;
  const rest = findings.length - max;
  return el(
    'ul',
    { class: 'findings' },
    findings.slice(0, max).map((finding) => findingItem(finding, fixesFor(finding))),
    rest > 0 && el('li', { class: 'aside' }, `and ${rest} more`),
  );
}

function findingItem(finding: Finding, fixes: readonly FixAction[]): HTMLElement {
  return el(
    'li',
    { class: `finding is-${finding.severity}`, 'data-code': finding.code },
    el(
      'p',
      {},
      el('strong', { class: 'severity' }, SEVERITY_LABELS[finding.severity]),
      ' ',
      formatMessage(finding.message),
      finding.basis === 'assumed' &&
        el('span', { class: 'aside' }, ' (not documented by Cloudflare; we assume it)'),
    ),
    el('p', { class: 'aside' }, formatMessage(finding.help)),
    fixes.length > 0 && fixButtons(fixes),
  );
}

export function fixButtons(fixes: readonly FixAction[]): HTMLElement {
  return el(
    'div',
    { class: 'actions' },
    fixes.map(({ label, run }) =>
      el('button', { type: 'button', class: 'button small', onclick: run }, label),
    ),
  );
}
