// Makes untrusted text safe to show: escapes control, bidirectional and invisible characters, and removes secrets.

const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Shorter secrets are not searched for: they would match ordinary text. */
const SHORTEST_SECRET = 8;

/** `text` with control, format and private-use characters as `\u{…}`, cut at `limit` characters. O(length). */
export function escapeInvisible(text: string, limit: number): string {
  const codePoint = (character: string) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  return [...text.slice(0, 2 * limit)].slice(0, limit).join('').replace(INVISIBLE, codePoint);
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
