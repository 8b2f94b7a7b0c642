// The texts of alerts, their bounds, and where they may be sent.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AlertContent, jsonBody, slackBody } from '../../../www/worker/watch/alert.js';
import { expiredSnapshots, KEPT_DAYS, KEPT_NEWEST } from '../../../www/worker/watch/history.js';
import {
  MAX_CIDRS,
  MAX_GROUPS,
  startWatch,
  type WatchedChange,
  watchStep,
} from '../../../www/worker/watch/machine.js';
import { readWebhook } from '../../../www/worker/watch/settings.js';

const LIMITS = { confirm: 1, blindAfter: 1, rolloutLimit: 1 };

/** The alert of one look that shows these changes. */
function alertOf(changes: readonly WatchedChange[], restore: AlertContent['restore'] = null): AlertContent {
  const look = {
    scheduled: 1,
    ok: true,
    snapshot: 's',
    changes,
    hides: () => false,
    rollouts: new Map(),
  } as const;
  const first = watchStep(startWatch('w', 0), { ...look, changes: [], baseline: null }, LIMITS);
  const { alerts } = watchStep(first.state, { ...look, scheduled: 2, baseline: 's' }, LIMITS);
  return { alert: alerts[0] ?? assert.fail(), accountId: 'a'.repeat(32), restore };
}

function change(parts: Partial<WatchedChange>): WatchedChange {
  const [severity, prefix] = ['error', '192.0.2.0/24'] as const;
  const one = {
    code: 'bindings-lost',
    severity,
    prefix,
    cidr: prefix,
    message: 'gone',
    restore: 'creates them',
  };
  return { ...one, key: JSON.stringify(parts), ...parts } as WatchedChange;
}

test('hostile names in the Slack form are neither mentions, links nor lines, and hidden characters are shown', () => {
  const name = '<!channel> <https://evil.example|click> & <@U1>\n*bold*\u202egnp.exe\u200b\u0000';
  const content = alertOf([change({ message: `\`${name}\` is gone` })], [name]);
  const { text, ...settings } = JSON.parse(slackBody(content)) as { text: string };
  assert.doesNotMatch(text, /[<>]|&(?!(amp|lt|gt);)/);
  assert.doesNotMatch(text, /[\u202e\u200b\0]/);
  assert.match(text, /\\u\{202e\}gnp\.exe\\u\{200b\}/);
  assert.deepEqual(settings, { mrkdwn: false, unfurl_links: false, unfurl_media: false });
  // One line for the summary, the change, the head of the restore, its line, and the foot.
  assert.equal(text.split('\n').length, 5);
  const { changes, restore } = JSON.parse(jsonBody(content));
  for (const line of [changes[0].message, restore[0]]) assert.doesNotMatch(line, /[\u202e\u200b\0\n]/);
});

test('an alert about everything is bounded, and says how much it leaves out', () => {
  const many = Array.from({ length: 1000 }, (_, prefix) =>
    Array.from({ length: 60 }, (_, block) => {
      const cidr = `10.${prefix >> 8}.${prefix & 255}.${block}/32`;
      const of = `10.${prefix >> 8}.${prefix & 255}.0/24`;
      return change({ key: cidr, prefix: of, cidr, message: `x${'`'.repeat(400)}` });
    }),
  ).flat();
  const restore = Array.from({ length: 5000 }, (_, index) => `step ${index} ${'y'.repeat(500)}`);
  const content = alertOf(many, restore);
  const { changes, more } = JSON.parse(jsonBody(content));
  assert.equal(changes.length, MAX_GROUPS);
  assert.equal(more, 1000 - MAX_GROUPS);
  assert.equal(changes[0].cidrs.length, MAX_CIDRS);
  assert.equal(changes[0].count, 60);
  assert.ok(jsonBody(content).length < 500_000);
  const { text } = JSON.parse(slackBody(content)) as { text: string };
  assert.ok(text.length < 4000);
  assert.match(text, /\(cut\)\naccount a{32}, 1970-01-01T00:00:00.002Z, alert w-2$/);
});

test('each kind of alert has a sentence and its id in both forms', () => {
  const { alert, accountId } = alertOf([change({})]);
  const kinds = ['started', 'changed', 'over', 'blind', 'sees'] as const;
  for (const kind of kinds) {
    const reason = { code: 'http-error', message: 'the API fails' };
    const content = { alert: { ...alert, kind, ends: ['w-1'], reason }, accountId, restore: null };
    const { summary, id } = JSON.parse(jsonBody(content));
    const { text } = JSON.parse(slackBody(content)) as { text: string };
    assert.ok(summary.length > 20 && !summary.includes('undefined'));
    assert.ok(text.startsWith(`byoip: ${summary}\n`) && text.endsWith(`alert ${id}`));
  }
});

test('a webhook to a private address, to another protocol or with credentials is refused', () => {
  const refused = [
    'http://hooks.example.com/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://127.1/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
    'https://localhost/',
    'https://api.localhost/',
    'https://router.local/',
    'https://metadata.google.internal/',
    'https://intranet/',
    'https://203.0.113.9/',
    'https://hooks.example.com:8443/',
    'https://user:pass@hooks.example.com/',
    'https://hooks.example.com/#x',
    'https://hooks.example.com./',
    'ftp://hooks.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'hooks.example.com',
    '',
    7,
    null,
  ];
  for (const url of refused) assert.equal(readWebhook(url, false), null, String(url));
  for (const url of ['http://127.0.0.1:9/x', 'http://localhost:9/x', 'http://[::1]:9/x']) {
    assert.equal(readWebhook(url, false), null, url);
    assert.equal(readWebhook(url, true), url);
  }
  for (const url of refused.slice(1)) assert.equal(readWebhook(url, true), null, String(url));
  const slack = 'https://hooks.slack.com/services/T0/B0/x?y=1';
  assert.equal(readWebhook(slack, false), slack);
});

test('the history keeps the baseline, the newest snapshots, and the last one of each day', () => {
  const minute = 60_000;
  const now = Date.UTC(2026, 10, 30);
  // One every five minutes for 200 days, newest first.
  const ids = Array.from(
    { length: 200 * 288 },
    (_, index) => `${(now - index * 5 * minute).toString(16).padStart(12, '0')}${'0'.repeat(20)}`,
  );
  const baseline = ids.at(-1) ?? '';
  const expired = new Set(expiredSnapshots(ids, baseline, now));
  const kept = ids.filter((id) => !expired.has(id));
  assert.ok(kept.includes(baseline));
  assert.deepEqual(kept.slice(0, KEPT_NEWEST), ids.slice(0, KEPT_NEWEST));
  assert.ok(kept.length <= KEPT_NEWEST + KEPT_DAYS + 1);
  const days = kept.slice(KEPT_NEWEST, -1).map((id) => new Date(Number.parseInt(id.slice(0, 12), 16)));
  assert.ok(days.length >= KEPT_DAYS - 2);
  assert.ok(days.every((day) => day.getUTCHours() === 23 && day.getUTCMinutes() === 55));
  assert.deepEqual(expiredSnapshots(kept, baseline, now), []);
});
