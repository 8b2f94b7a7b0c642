// Findings of the rules as a list: how bad, what, the cure, and the cure as a button where there is one.

import type { Finding } from '../../../src/js/entry/page.js';
import { formatMessage } from '../errors/notice.js';
import { el } from '../lib/dom.js';

export interface FixAction {
  readonly label: string;
  run(): void;
}

const SEVERITY_LABELS = { error: 'Error', warning: 'Warning', note: 'Note' } as const;

/** One finding. */
export function findingItem(finding: Finding, fixes: readonly FixAction[]): HTMLElement {
  return el(
    'li',
    { class: `finding is-${finding.severity}` },
    el(
      'p',
      {},
      el('strong', { class: 'severity' }, SEVERITY_LABELS[finding.severity]),
      ' ',
      formatMessage(finding.message),
      finding.basis === 'assumed' && el('span', { class: 'aside' }, ' (assumed: nobody documents it)'),
    ),
    el('p', { class: 'aside' }, formatMessage(finding.help)),
    fixes.length > 0 &&
      el(
        'div',
        { class: 'actions' },
        fixes.map(({ label, run }) =>
          el('button', { type: 'button', class: 'button small', onclick: run }, label),
        ),
      ),
  );
}

/** All of them, errors first as the core orders them; at most `most`, and how many were left out. */
export function findingList(
  findings: readonly Finding[],
  fixesFor: (finding: Finding) => readonly FixAction[],
  most = 8,
): HTMLElement | null {
  if (findings.length === 0) return null;
  const rest = findings.length - most;
  return el(
    'ul',
    { class: 'findings' },
    findings.slice(0, most).map((finding) => findingItem(finding, fixesFor(finding))),
    rest > 0 && el('li', { class: 'aside' }, `and ${rest} more`),
  );
}
