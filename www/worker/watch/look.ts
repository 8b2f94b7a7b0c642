// One look at the account: takes a snapshot, stores it, and compares it with the baseline.

import { type Byoip, drift, isByoipError, readSnapshot, restoreLines, takeSnapshot } from 'byoip';
import { changesOf } from './changes.js';
import type { SnapshotHistory } from './history.js';
import type { WatchAlert, WatchLook, WatchState } from './machine.js';

/** Time limit of all requests of a look together, ms: below the 15 minutes that the platform gives a tick. */
const LOOK_LIMIT = 12 * 60_000;

/** The account to look at. */
export interface WatchedAccount {
  readonly client: Byoip;
  /** The IDs of the only prefixes to look at; null for all. */
  readonly prefixes: ReadonlySet<string> | null;
  readonly history: SnapshotHistory;
}

/** Looks at the account. It does not throw: a look that fails says why. */
export async function lookAt(
  { client, prefixes, history }: WatchedAccount,
  state: WatchState,
  scheduled: number,
  takenAt = new Date(),
): Promise<WatchLook> {
  try {
    const signal = AbortSignal.timeout(LOOK_LIMIT);
    const baseline = state.baseline?.id ?? null;
    const before = baseline === null ? null : await history.read(baseline);
    const only = prefixes === null ? undefined : await blocksOf(client, prefixes, before, signal);
    const now = await takeSnapshot(client, { only, takenAt }, { signal });
    const { id, text, isNew } = await history.store(now, state.latest);
    if (baseline !== null && before === null) return { scheduled, ok: false, ...BASELINE_MISSING };
    const changes = changesOf(now, before === null ? null : drift(before, text));
    if (isNew) await history.prune(baseline, scheduled);
    return { scheduled, ok: true, baseline, snapshot: id, ...changes };
  } catch (error) {
    return { scheduled, ok: false, ...reasonOf(error) };
  }
}

/** The blocks of these prefixes: those that the account has, and those of the baseline, since a prefix that is gone has no ID to look for. */
async function blocksOf(
  client: Byoip,
  ids: ReadonlySet<string>,
  before: Uint8Array | null,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const live = await client.addressing.prefixes.list({}, { signal });
  const known = before === null ? [] : readSnapshot(before).prefixes.map(({ prefix }) => prefix);
  return [...new Set([...live, ...known].filter(({ id }) => ids.has(id)).map(({ cidr }) => cidr))];
}

const BASELINE_MISSING = {
  code: 'baseline-missing',
  message: 'the snapshot that is the baseline is gone; confirm another one',
};

/** Why something failed, without a stack. The errors of the package contain no credentials. */
export function reasonOf(error: unknown): { readonly code: string; readonly message: string } {
  if (isByoipError(error)) return { code: error.code, message: `${error.message}; ${error.help}` };
  return {
    code: 'internal',
    message: error instanceof Error ? error.message.slice(0, 300) : 'unexpected error',
  };
}

/** What a restore of the prefixes of an alert would do, in lines; null where it would do nothing. */
export async function restoreOf(
  history: SnapshotHistory,
  { baseline, snapshot, changes }: WatchAlert,
): Promise<readonly string[] | null> {
  const known = changes.flatMap(({ code, prefix }) => (code === 'prefix-added' ? [] : (prefix ?? [])));
  if (known.length === 0 || baseline === null || snapshot === null) return null;
  try {
    const [before, now] = await Promise.all([history.read(baseline.id), history.read(snapshot)]);
    if (before === null || now === null) return ['not planned: a snapshot is gone'];
    return restoreLines(before, now, { prefixes: [...new Set(known)] }).map(({ text }) => text);
  } catch (error) {
    const { code, message } = reasonOf(error);
    return [`not planned: ${message} (${code})`];
  }
}
