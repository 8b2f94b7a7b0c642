// The history of snapshots in R2.

import { type Snapshot, writeSnapshot } from 'byoip';

/** What is used of a bucket of R2. */
export interface SnapshotBucket {
  get(
    key: string,
  ): Promise<{ readonly body: ReadableStream<Uint8Array>; arrayBuffer(): Promise<ArrayBuffer> } | null>;
  head(key: string): Promise<object | null>;
  put(key: string, value: string, options: object): Promise<object | null>;
  list(options: object): Promise<{
    readonly objects: readonly BucketEntry[];
    readonly truncated: boolean;
    readonly cursor?: string;
  }>;
  delete(keys: string[]): Promise<void>;
}

interface BucketEntry {
  readonly key: string;
  readonly size: number;
  readonly customMetadata?: Readonly<Record<string, string>>;
}

/** A snapshot of the history. */
export interface StoredSnapshot {
  /** 32 hexadecimal digits: 12 of its time in milliseconds, 20 of the SHA-256 of its content without the time. Sorted by time. */
  readonly id: string;
  readonly takenAt: string;
  readonly prefixes: number;
  readonly bindings: number;
  readonly bytes: number;
}

/** The newest snapshots, which are all kept. */
export const KEPT_NEWEST = 100;
/** The days of which the last snapshot is kept. */
export const KEPT_DAYS = 90;

const DAY = 24 * 60 * 60 * 1000;
const TIME_DIGITS = 12;

/** The snapshots of one account. */
export class SnapshotHistory {
  readonly #bucket: SnapshotBucket;
  readonly #folder: string;

  constructor(bucket: SnapshotBucket, accountId: string) {
    this.#bucket = bucket;
    this.#folder = `snapshots/${accountId}/`;
  }

  /** Stores a snapshot unless `latest` has the same content, and gives the ID and the text. */
  async store(
    snapshot: Snapshot,
    latest: string | null,
  ): Promise<{ id: string; text: string; isNew: boolean }> {
    const text = writeSnapshot(snapshot);
    const digest = await contentDigest(text);
    if (latest?.slice(TIME_DIGITS) === digest && (await this.#bucket.head(this.#folder + latest)) !== null)
      return { id: latest, text, isNew: false };
    const time = Date.parse(snapshot.takenAt).toString(16).padStart(TIME_DIGITS, '0');
    const counts = {
      takenAt: snapshot.takenAt,
      prefixes: String(snapshot.prefixes.length),
      bindings: String(snapshot.prefixes.reduce((sum, { bindings }) => sum + bindings.length, 0)),
    };
    const id = time + digest;
    const httpMetadata = { contentType: 'application/json; charset=utf-8' };
    await this.#bucket.put(this.#folder + id, text, { httpMetadata, customMetadata: counts });
    return { id, text, isNew: true };
  }

  /** The text of a snapshot as bytes; null where there is none. */
  async read(id: string): Promise<Uint8Array | null> {
    const stored = await this.#bucket.get(this.#folder + id);
    return stored === null ? null : new Uint8Array(await stored.arrayBuffer());
  }

  /** The text of a snapshot as a stream; null where there is none. */
  async open(id: string): Promise<ReadableStream<Uint8Array> | null> {
    return (await this.#bucket.get(this.#folder + id))?.body ?? null;
  }

  async has(id: string): Promise<boolean> {
    return (await this.#bucket.head(this.#folder + id)) !== null;
  }

  /** All snapshots, newest first. */
  async list(): Promise<readonly StoredSnapshot[]> {
    const all: StoredSnapshot[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.#bucket.list({ prefix: this.#folder, include: ['customMetadata'], cursor });
      for (const { key, size, customMetadata: { takenAt = '', prefixes, bindings } = {} } of page.objects) {
        const id = key.slice(this.#folder.length);
        all.push({ id, takenAt, prefixes: Number(prefixes), bindings: Number(bindings), bytes: size });
      }
      if (!page.truncated) return all.reverse();
      cursor = page.cursor;
    }
  }

  /** Deletes what is not kept: see {@link expiredSnapshots}. */
  async prune(baseline: string | null, now: number): Promise<void> {
    const ids = (await this.list()).map(({ id }) => id);
    const expired = expiredSnapshots(ids, baseline, now);
    // R2 deletes at most 1,000 keys at once; the rest follows with the next snapshot.
    if (expired.length > 0) await this.#bucket.delete(expired.slice(0, 1000).map((id) => this.#folder + id));
  }
}

/**
 * The snapshots to delete: all but the baseline, the newest {@link KEPT_NEWEST}, and the last one of each of the last
 * {@link KEPT_DAYS} days. A state that changes with every look thus does not push out last week.
 *
 * @param ids newest first
 */
export function expiredSnapshots(
  ids: readonly string[],
  baseline: string | null,
  now: number,
): readonly string[] {
  const days = new Set<number>();
  return ids.filter((id, index) => {
    const day = Math.floor(Number.parseInt(id.slice(0, TIME_DIGITS), 16) / DAY);
    const isLastOfDay = !days.has(day);
    days.add(day);
    return id !== baseline && index >= KEPT_NEWEST && !(isLastOfDay && day > now / DAY - KEPT_DAYS);
  });
}

/** The digits of the content: the canonical text without its time, which has a line of its own. */
async function contentDigest(text: string): Promise<string> {
  const content = new TextEncoder().encode(text.replace(/^"taken_at":.*$/m, ''));
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return [...bytes.subarray(0, 10)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
