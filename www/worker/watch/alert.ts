// Alerts as JSON and as messages for Slack, bounded in length, and with hostile names made harmless.

import { escapeInvisible } from '../../../src/js/entry/operations.js';
import type { ChangeGroup, WatchAlert } from './machine.js';

/** Most lines of a restore in an alert. */
const MAX_RESTORE_LINES = 40;
/** Longest line, in characters. */
const MAX_LINE = 300;
/** Longest message for Slack, in characters: it cuts, or splits, longer ones. */
const MAX_SLACK = 3500;
/** Most blocks named in a line for Slack. */
const MAX_NAMED = 10;

/** An alert with what is known when it is delivered. */
export interface AlertContent {
  readonly alert: WatchAlert;
  readonly accountId: string;
  /** Lines of the restore; null where there is none. */
  readonly restore: readonly string[] | null;
}

/** The body of the plain form, `byoip_alert` 1; docs/watch.md describes it. */
export function jsonBody({ alert, accountId, restore }: AlertContent): string {
  const { id, kind, at, baseline, snapshot, more, ends, reason } = alert;
  return JSON.stringify({
    byoip_alert: 1,
    id,
    kind,
    at: time(at),
    account_id: accountId,
    summary: summary(alert),
    baseline:
      baseline === null
        ? null
        : { id: baseline.id, confirmed_by: baseline.confirmedBy, since: time(baseline.since) },
    snapshot,
    changes: alert.changes.map((group) => ({ ...group, message: line(group.message) })),
    more,
    ends,
    reason: reason === null ? null : { code: reason.code, message: line(reason.message) },
    restore: restore === null ? null : bounded(restore),
  });
}

/** The body for an incoming webhook of Slack: text without markup, links or mentions. */
export function slackBody({ alert, accountId, restore }: AlertContent): string {
  const lines = [
    `byoip: ${summary(alert)}`,
    ...alert.changes.map(groupLine),
    ...(alert.more === 0 ? [] : [`… and ${alert.more} more`]),
    ...(restore === null ? [] : ['What a restore would do:', ...bounded(restore)]),
  ];
  const foot = `\naccount ${accountId}, ${time(alert.at)}, alert ${alert.id}`;
  const text = escapeSlack(lines.map(line).join('\n'));
  return JSON.stringify({
    // An entity that is cut in the middle is shown as text.
    text: (text.length > MAX_SLACK ? `${text.slice(0, MAX_SLACK)}\n… (cut)` : text) + foot,
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
  });
}

/** What happened, in one sentence. */
function summary({ kind, changes, more, reason, ends, baseline }: WatchAlert): string {
  const prefixes = new Set(changes.flatMap(({ prefix }) => prefix ?? [])).size;
  const where = `${prefixes === 1 ? 'one prefix' : `${prefixes} prefixes`}${more === 0 ? '' : ' and more'}`;
  const codes = [...new Set(changes.map(({ code }) => code))].join(', ');
  switch (kind) {
    case 'started':
      return `the watch has begun; changes are measured from the snapshot ${baseline?.id}`;
    case 'changed':
      return `${where} changed: ${codes}`;
    case 'over':
      return `changes of ${where} are over: ${codes} (alert ${ends.slice(0, MAX_NAMED).join(', ')})`;
    case 'blind':
      return line(`the watch cannot read the account: ${reason?.message} (${reason?.code})`);
    case 'sees':
      return `the watch can read the account again (alert ${ends.join(', ')})`;
  }
}

function groupLine({ code, severity, prefix, cidrs, count, message }: ChangeGroup): string {
  const named =
    cidrs.slice(0, MAX_NAMED).join(', ') + (count > MAX_NAMED ? ` and ${count - MAX_NAMED} more` : '');
  return `${severity}: ${prefix ?? 'account'}: ${[message, named].filter((text) => text !== '').join(': ')} (${code})`;
}

function bounded(lines: readonly string[]): readonly string[] {
  const first = lines.slice(0, MAX_RESTORE_LINES).map(line);
  return lines.length > first.length ? [...first, `… and ${lines.length - first.length} more lines`] : first;
}

/** A line without hidden characters. The line feed is one of them. */
const line = (text: string): string => escapeInvisible(text, MAX_LINE);

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** These three characters begin mentions, links and entities in Slack, such as `<!channel>`. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
