// Findings of the rules as a list, each with its help and a button for its fix.

import type { Finding } from '../../../src/js/entry/page.js';
import { formatMessage } from '../errors/notice.js';
import { actions, aside, type Child, el, shortList } from '../lib/dom.js';
import { truncate } from '../lib/truncate.js';

const SEVERITY_LABELS = { error: 'Error', warning: 'Warning', note: 'Note' } as const;

const MAX_LISTED_FINDINGS = 8;

interface FindingListOptions {
  readonly max?: number;
  /** The button that fixes a finding; `null` where there is none. */
  fixFor?(finding: Finding): HTMLElement | null;
}

/** The findings in the order of the core, errors first; `null` where there are none. */
export function findingList(
  findings: readonly Finding[],
  { max = MAX_LISTED_FINDINGS, fixFor = () => null }: FindingListOptions = {},
): HTMLElement | null {
  if (findings.length === 0) return null;
  return shortList('findings', truncate(findings, max), (finding) => findingItem(finding, fixFor(finding)));
}

function findingItem({ code, severity, message, basis, help }: Finding, fix: HTMLElement | null): Child {
  const assumed = el('span', { class: 'aside' }, ' (not documented by Cloudflare; we assume it)');
  return el(
    'li',
    { class: `finding is-${severity}`, 'data-code': code },
    severityLine(SEVERITY_LABELS[severity], message, basis === 'assumed' && assumed),
    aside(formatMessage(help)),
    fix && actions(fix),
  );
}

/** A message after a word such as `Error`. */
export function severityLine(label: string, message: string, ...more: Child[]): HTMLElement {
  return el('p', {}, el('strong', { class: 'severity' }, label), ' ', formatMessage(message), more);
}
