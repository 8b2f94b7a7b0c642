// The settings of the watch. Without them, or in the mode without a token, there is none, and `watchStatus` says why.

import type { Env } from '../env.js';
import type { SnapshotBucket } from './history.js';
import type { WatchLimits } from './machine.js';

/** What is used of the namespace of the Durable Object. */
export interface WatchNamespace {
  idFromName(name: string): object;
  get(id: object): { fetch(url: string, init: RequestInit): Promise<Response> };
}

/** A webhook: its form, and its URL, which is a secret. */
export interface WebhookSetting {
  readonly name: 'slack' | 'json';
  readonly url: string;
}

/** Checked settings of the watch. */
export interface WatchSettings {
  readonly accountId: string;
  readonly token: string;
  /** The ids of the only prefixes to watch; null for all. */
  readonly prefixes: ReadonlySet<string> | null;
  readonly bucket: SnapshotBucket;
  readonly objects: WatchNamespace;
  readonly webhooks: readonly WebhookSetting[];
  readonly limits: WatchLimits;
  /** Time until the look that confirms an error, ms. */
  readonly nextLook: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Settings that are whole numbers from 1. */
const NUMBERS = [
  { name: 'WATCH_CONFIRM', standard: 2, most: 10 },
  { name: 'WATCH_BLIND_MINUTES', standard: 30, most: 1440 },
  { name: 'WATCH_NEXT_LOOK_SECONDS', standard: 30, most: 120 },
] as const;

/** Time that a rollout may take: Cloudflare documents four to six hours. */
const ROLLOUT_LIMIT = 6 * 60 * MINUTE;

/** The settings, or why there is no watch. */
export function readWatch(env: Env): WatchSettings | { readonly off: string } {
  const { own, onlyAccount: accountId, raw } = env;
  if (own === null || accountId === null) return { off: 'the Worker has no token of its own' };
  const { SNAPSHOTS, WATCH, ALERT_SLACK_URL, ALERT_WEBHOOK_URL } = raw;
  if (!isBinding<SnapshotBucket>(SNAPSHOTS, 'list')) return { off: 'no bucket is bound as `SNAPSHOTS`' };
  if (!isBinding<WatchNamespace>(WATCH, 'idFromName'))
    return { off: 'no Durable Object is bound as `WATCH`' };
  const emulated = env.upstreamKind === 'emulator';
  const webhooks: WebhookSetting[] = [];
  for (const [setting, name, text] of [
    ['ALERT_SLACK_URL', 'slack', ALERT_SLACK_URL],
    ['ALERT_WEBHOOK_URL', 'json', ALERT_WEBHOOK_URL],
  ] as const) {
    if (text === undefined || text === '') continue;
    const url = readWebhook(text, emulated);
    if (url === null) return { off: `the setting \`${setting}\` is not a public https URL` };
    webhooks.push({ name, url });
  }
  if (webhooks.length === 0) return { off: 'neither `ALERT_SLACK_URL` nor `ALERT_WEBHOOK_URL` is set' };
  const [confirm, minutes, seconds] = NUMBERS.map(({ name, standard, most }) =>
    wholeNumber(raw[name], standard, most),
  );
  if (confirm === undefined || minutes === undefined || seconds === undefined) {
    const wrong = NUMBERS.find(
      ({ name, standard, most }) => wholeNumber(raw[name], standard, most) === undefined,
    );
    return { off: `the setting \`${wrong?.name}\` is not a whole number from 1 to ${wrong?.most}` };
  }
  return {
    accountId,
    token: own.token,
    prefixes: own.prefixes,
    bucket: SNAPSHOTS,
    objects: WATCH,
    webhooks,
    limits: { confirm, blindAfter: minutes * MINUTE, rolloutLimit: ROLLOUT_LIMIT },
    nextLook: seconds * SECOND,
  };
}

/** Whether there is a watch, for `/api/about`. */
export function watchStatus(env: Env): { readonly on: boolean; readonly reason?: string } {
  const settings = readWatch(env);
  return 'off' in settings ? { on: false, reason: settings.off } : { on: true };
}

/**
 * The URL of a webhook; null for one that could be private. An address is never public enough, only a name with a dot is, and not one of
 * the names that stand for private networks. What a name leads to is up to the platform: `global_fetch_strictly_public`
 * keeps requests to the public Internet. Beside an emulated API, a loopback address may receive alerts.
 */
export function readWebhook(text: unknown, emulated: boolean): string | null {
  if (typeof text !== 'string' || !URL.canParse(text)) return null;
  const { protocol, hostname, port, username, password, href } = new URL(text);
  if (username !== '' || password !== '' || text.includes('#')) return null;
  if (emulated && protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) return href;
  const isName = /^(?=.{4,253}$)([a-z0-9_-]{1,63}\.)+[a-z][a-z0-9-]{1,62}$/.test(hostname);
  const isPrivate = /\.(localhost|local|internal|intranet|private|corp|home|lan|arpa|test|onion)$/.test(
    hostname,
  );
  return protocol === 'https:' && port === '' && isName && !isPrivate ? href : null;
}

function wholeNumber(value: unknown, standard: number, most: number): number | undefined {
  if (value === undefined) return standard;
  const number = typeof value === 'string' && /^[1-9][0-9]{0,3}$/.test(value) ? Number(value) : 0;
  return number >= 1 && number <= most ? number : undefined;
}

function isBinding<T>(value: unknown, method: string): value is T {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';
}
