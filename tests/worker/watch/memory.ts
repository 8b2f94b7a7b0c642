// Storage in memory for the watch: its state and alerts, and a bucket for snapshots.

import assert from 'node:assert/strict';
import type { SnapshotBucket } from '../../../www/worker/watch/history.js';
import type { WatchState } from '../../../www/worker/watch/machine.js';
import type { PendingAlert, WatchStore } from '../../../www/worker/watch/watch.js';

/** The state and the alerts, as text. It fails when it is asked to. */
export class MemoryStore implements WatchStore {
  failBefore = false;
  failAfter = false;
  /** Called before a commit is stored. */
  onCommit: (before: WatchState | null, after: WatchState) => void = () => {};
  #state: string | null = null;
  readonly #ids = new Set<string>();
  readonly #open = new Map<string, string>();

  state(): WatchState | null {
    return this.#state === null ? null : JSON.parse(this.#state);
  }

  commit(state: WatchState, alerts: readonly PendingAlert[]): void {
    if (this.failBefore) throw new Error('the storage fails');
    this.onCommit(this.state(), state);
    this.#state = JSON.stringify(state);
    for (const pending of alerts) {
      const { id } = pending.alert;
      assert.ok(!this.#ids.has(id), 'an alert ID is used once');
      this.#ids.add(id);
      this.#open.set(id, JSON.stringify(pending));
    }
    if (this.failAfter) throw new Error('the process ends after the commit');
  }

  pending(): readonly PendingAlert[] {
    return [...this.#open.values()].map((text) => JSON.parse(text));
  }

  update(pending: PendingAlert, isDone: boolean): void {
    if (isDone) this.#open.delete(pending.alert.id);
    else this.#open.set(pending.alert.id, JSON.stringify(pending));
  }
}

/** A bucket, with pages of two objects. */
export class MemoryBucket implements SnapshotBucket {
  readonly objects = new Map<string, { text: string; customMetadata: Record<string, string> }>();

  async get(key: string) {
    const text = this.objects.get(key)?.text;
    if (text === undefined) return null;
    const response = new Response(text);
    return { body: response.body ?? assert.fail(), arrayBuffer: () => response.arrayBuffer() };
  }

  async head(key: string) {
    return this.objects.get(key) ?? null;
  }

  async put(key: string, text: string, { customMetadata }: { customMetadata: Record<string, string> }) {
    this.objects.set(key, { text, customMetadata });
    return {};
  }

  async list({ cursor }: { cursor?: string }) {
    const after = [...this.objects].sort().filter(([key]) => key > (cursor ?? ''));
    const page = after.slice(0, 2);
    const objects = page.map(([key, { text, customMetadata }]) => ({
      key,
      size: text.length,
      customMetadata,
    }));
    const truncated = after.length > page.length;
    return truncated ? { objects, truncated, cursor: page.at(-1)?.[0] ?? '' } : { objects, truncated };
  }

  async delete(keys: string[]) {
    for (const key of keys) this.objects.delete(key);
  }
}
