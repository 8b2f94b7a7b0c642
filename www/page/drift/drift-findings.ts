// What changed in an account since a snapshot, by class and severity, with what a restore does about each.

import { severityLine } from '../draft/findings-list.js';
import { formatMessage } from '../errors/notice.js';
import { aside, type Child, el, shortList } from '../lib/dom.js';
import { minuteText } from '../lib/minute-text.js';
import { plural } from '../plan/plan-time.js';
import type { RestoreReview } from '../planner/restore-review.js';

const SEVERITY_LABELS = { error: 'Error', warning: 'Warning', note: 'Note' } as const;

/** `5 changes in 2 prefixes since 2026-11-30 12:00 UTC.` */
export function driftSentence({ findingCount, changed, compared, before }: RestoreReview): string {
  const where = (count: number): string =>
    `in ${plural(count, 'prefix', 'prefixes')} since ${minuteText(before)}`;
  if (findingCount === 0) return `No drift ${where(compared)}.`;
  return `${plural(findingCount, 'change')} ${where(changed)}.`;
}

export function driftFindings(review: RestoreReview): readonly Child[] {
  const { findings, part, notCompared } = review;
  return [
    part && aside('The snapshot is about a part of the account: other prefixes were not compared.'),
    notCompared.shown.map((text) =>
      el('p', { class: 'not-compared' }, 'Not compared: ', formatMessage(text)),
    ),
    notCompared.more > 0 && aside(`and ${notCompared.more} more lists were not compared`),
    findings.shown.length > 0 &&
      shortList('findings', findings, ({ code, severity, prefix, message, restore }) =>
        el(
          'li',
          { class: `finding is-${severity}`, 'data-code': code },
          prefix !== null && el('code', {}, prefix),
          severityLine(SEVERITY_LABELS[severity], message),
          aside('A restore: ', formatMessage(restore)),
        ),
      ),
  ];
}
