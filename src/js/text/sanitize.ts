// Makes untrusted text safe to show: escapes hidden characters, and removes secrets.

import { showHidden } from './hidden.js';

/** Shorter secrets are not searched for: they would match ordinary text. */
const SHORTEST_SECRET = 8;

/** `text` with hidden characters as `\u{…}`, cut at `limit` characters. O(length). */
export function escapeInvisible(text: string, limit: number): string {
  return showHidden([...text.slice(0, 2 * limit)].slice(0, limit).join(''));
}

/** A copy of `value` (text, or data that contains text) without any of `secrets`. */
export function redact<T>(value: T, secrets: readonly string[]): T {
  const searched = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  return searched.length === 0 ? value : (redactWithin(value, searched) as T);
}

function redactWithin(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return secrets.reduce((text, s) => text.replaceAll(s, '[redacted]'), value);
  if (Array.isArray(value)) return value.map((item: unknown) => redactWithin(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    redactWithin(key, secrets),
    redactWithin(item, secrets),
  ]);
  return Object.fromEntries(entries);
}
