// The watch as a pure function: what it knows, and one look at the account, give what it knows next, and alerts.

import type { CidrText, Severity } from 'byoip';

/** A difference from the baseline, or a state that is a fault by itself, of one block. */
export interface WatchedChange {
  /** Tells it from all others: the class, the prefix, the block, and the names in the message. */
  readonly key: string;
  /** A class of drift, or `binding-stuck`, `rollout-overdue`, `list-unread`. */
  readonly code: string;
  readonly severity: Severity;
  /** Null for a service. */
  readonly prefix: CidrText | null;
  /** Null where the change is not about a block. */
  readonly cidr: CidrText | null;
  /** What changed, for all blocks of the finding together. */
  readonly message: string;
  /** What a restore does about it. */
  readonly restore: string;
}

/** What one look at the account found. `scheduled`: the time of its tick, ms since 1970, equal for a repeated tick. */
export type WatchLook = WholeLook | FailedLook;

/** The whole account was read, and compared with the baseline. */
export interface WholeLook {
  readonly scheduled: number;
  readonly ok: true;
  /** The ID of the baseline that it was compared with; null where there was none. */
  readonly baseline: string | null;
  /** The ID of the snapshot. */
  readonly snapshot: string;
  readonly changes: readonly WatchedChange[];
  /** True for a change that this look cannot tell to be over, such as one of a list that could not be read. */
  readonly hides: (change: Pick<WatchedChange, 'code' | 'prefix' | 'cidr'>) => boolean;
  /** Bindings that are rolled out now: their IDs, each with the change to report where it takes too long. */
  readonly rollouts: ReadonlyMap<string, WatchedChange>;
}

/** The look failed, so it says nothing about the account. */
export interface FailedLook {
  readonly scheduled: number;
  readonly ok: false;
  readonly code: string;
  readonly message: string;
}

/** A change that looks have shown. */
export interface KnownChange extends Omit<WatchedChange, 'key' | 'message' | 'restore'> {
  /** Following looks that showed it; not counted once it is reported. */
  readonly shown: number;
  /** Following looks that did not show it. */
  readonly absent: number;
  /** The ID of the alert that reported it; null before. */
  readonly alert: string | null;
}

/** The snapshot that changes are measured from. */
export interface WatchBaseline {
  readonly id: string;
  /** Who confirmed it; null for the first one, which the watch takes itself. */
  readonly confirmedBy: string | null;
  /** Time, ms since 1970. */
  readonly since: number;
}

/** What the watch knows between two looks. */
export interface WatchState {
  /** Version of this format; code that does not know it refuses to go on. */
  readonly format: 1;
  /** Random, so that two watches never use one alert ID. */
  readonly name: string;
  /** The number of alerts so far. */
  readonly alerts: number;
  readonly baseline: WatchBaseline | null;
  /** The ID of the last snapshot; null before the first. */
  readonly latest: string | null;
  /** The tick of a look that has begun and not ended; null between looks. */
  readonly begun: number | null;
  /** The tick of the last whole look; of the start before the first. */
  readonly lastLook: number;
  /** The alert that says that the watch is blind; null while it sees. */
  readonly blind: string | null;
  readonly changes: Readonly<Record<string, KnownChange>>;
  /** The first look that showed each rollout, by the ID of the binding, ms. */
  readonly rollouts: Readonly<Record<string, number>>;
}

/** Changes of one finding in an alert. */
export interface ChangeGroup extends Omit<WatchedChange, 'key' | 'cidr' | 'message' | 'restore'> {
  /** At most {@link MAX_CIDRS}. */
  readonly cidrs: readonly CidrText[];
  /** The number of blocks. */
  readonly count: number;
  /** Empty for what is over. */
  readonly message: string;
  readonly restore: string;
}

/** Most groups in an alert, and most blocks in a group: a row of the storage holds 2 MB. */
export const MAX_GROUPS = 200;
export const MAX_CIDRS = 50;

/** An alert, complete except for the restore. */
export interface WatchAlert {
  /** The same in every delivery of this alert. */
  readonly id: string;
  /**
   * `started`: the watch has its first baseline. `changed`: confirmed changes. `over`: changes that are over. `blind`: looks
   * fail. `sees`: they work again.
   */
  readonly kind: 'started' | 'changed' | 'over' | 'blind' | 'sees';
  /** The tick, ms since 1970. */
  readonly at: number;
  readonly baseline: WatchBaseline | null;
  /** The ID of the snapshot of this look; null for `blind`. */
  readonly snapshot: string | null;
  /** For `changed` and `over`: the changes by class and prefix, at most {@link MAX_GROUPS}. */
  readonly changes: readonly ChangeGroup[];
  /** The number of groups that are left out. */
  readonly more: number;
  /** For `over` and `sees`: the alerts that this one ends, or ends a part of. */
  readonly ends: readonly string[];
  /** For `blind`: why the last look failed. */
  readonly reason: { readonly code: string; readonly message: string } | null;
}

/** The settings of the function. */
export interface WatchLimits {
  /** Following looks that confirm a change, and its end. */
  readonly confirm: number;
  /** Time without a whole look until the watch is blind, ms. */
  readonly blindAfter: number;
  /** Time that a rollout may take, ms. */
  readonly rolloutLimit: number;
}

/** The state before the first look. */
export function startWatch(name: string, now: number): WatchState {
  const none = { changes: {}, rollouts: {}, baseline: null, latest: null, begun: null, blind: null };
  return { format: 1, name, alerts: 0, lastLook: now, ...none };
}

/** The state with another baseline. What is reported stays known: looks tell whether it is over. */
export function confirmBaseline(state: WatchState, baseline: WatchBaseline): WatchState {
  return { ...state, baseline };
}

/**
 * One look. O(changes).
 *
 * A change is confirmed, and reported once, when `confirm` following whole looks show it. It is over when as many do not show it. A
 * failed look counts as neither. A look counts once: not where its tick is not later than that of the last whole look, and not where
 * another baseline was confirmed meanwhile.
 */
export function watchStep(
  state: WatchState,
  look: WatchLook,
  limits: WatchLimits,
): { readonly state: WatchState; readonly alerts: readonly WatchAlert[] } {
  if (look.scheduled <= state.lastLook && state.baseline !== null) return { state, alerts: [] };
  return look.ok ? wholeLook(state, look, limits) : failedLook(state, look, limits);
}

/** True where an error is not yet confirmed: something is lost or withdrawn, so the next look should come soon. */
export function isUrgent(state: WatchState): boolean {
  return Object.values(state.changes).some(({ severity, alert }) => severity === 'error' && alert === null);
}

function failedLook(state: WatchState, { scheduled, code, message }: FailedLook, limits: WatchLimits) {
  if (state.blind !== null || scheduled - state.lastLook < limits.blindAfter) return { state, alerts: [] };
  const out = new Outbox(state, scheduled, null);
  const blind = out.add('blind', { reason: { code, message } });
  return { state: { ...state, blind, alerts: out.count }, alerts: out.alerts };
}

function wholeLook(state: WatchState, look: WholeLook, limits: WatchLimits) {
  if (look.baseline !== (state.baseline?.id ?? null)) return { state, alerts: [] };
  const { scheduled, snapshot } = look;
  const baseline = state.baseline ?? { id: snapshot, confirmedBy: null, since: scheduled };
  const out = new Outbox({ ...state, baseline }, scheduled, snapshot);
  if (state.blind !== null) out.add('sees', { ends: [state.blind] });
  if (state.baseline === null) out.add('started', {});
  const rollouts = Object.fromEntries(
    [...look.rollouts.keys()].map((id) => [id, state.rollouts[id] ?? scheduled]),
  );
  const overdue = [...look.rollouts]
    .filter(([id]) => scheduled - (rollouts[id] ?? scheduled) > limits.rolloutLimit)
    .map(([, change]) => change);
  const shown = new Map([...look.changes, ...overdue].map((change) => [change.key, change]));
  const { changes, over } = notShown(state, look, shown, limits);
  const confirmed = [...shown.values()].filter(({ key }) => {
    const { shown: count = 0, alert = null } = state.changes[key] ?? {};
    return alert === null && count + 1 >= limits.confirm;
  });
  const reported = new Set(confirmed.map(({ key }) => key));
  const alert = confirmed.length === 0 ? null : out.add('changed', grouped(confirmed));
  if (over.length > 0) {
    const ends = [...new Set(over.flatMap((change) => change.alert ?? []))];
    out.add('over', { ends, ...grouped(over) });
  }
  for (const { key, message: _, restore: __, ...change } of shown.values()) {
    const { shown: count = 0, alert: before = null } = state.changes[key] ?? {};
    changes[key] = { ...change, shown: count + 1, absent: 0, alert: reported.has(key) ? alert : before };
  }
  const seen = { lastLook: scheduled, latest: snapshot, blind: null, changes, rollouts };
  return { state: { ...state, ...seen, baseline, alerts: out.count }, alerts: out.alerts };
}

/** The known changes that this look does not show: those to keep, and those that are over. */
function notShown(
  state: WatchState,
  look: WholeLook,
  shown: ReadonlyMap<string, WatchedChange>,
  limits: WatchLimits,
): { readonly changes: Record<string, KnownChange>; readonly over: readonly KnownChange[] } {
  const changes: Record<string, KnownChange> = {};
  const over: KnownChange[] = [];
  for (const [key, known] of Object.entries(state.changes)) {
    if (shown.has(key) || known.alert === null) continue;
    if (look.hides(known)) changes[key] = known;
    else if (known.absent + 1 >= limits.confirm) over.push(known);
    else changes[key] = { ...known, absent: known.absent + 1 };
  }
  return { changes, over };
}

/** Changes by class, prefix and message, in their order. */
function grouped(
  changes: readonly (KnownChange & { message?: undefined; restore?: undefined })[] | readonly WatchedChange[],
): Pick<WatchAlert, 'changes' | 'more'> {
  const groups = new Map<string, ChangeGroup & { cidrs: CidrText[]; count: number }>();
  for (const { code, severity, prefix, cidr, message = '', restore = '' } of changes) {
    const key = `${code} ${prefix} ${message}`;
    const group = groups.get(key) ?? { code, severity, prefix, cidrs: [], count: 0, message, restore };
    groups.set(key, group);
    if (cidr === null) continue;
    group.count += 1;
    if (group.cidrs.length < MAX_CIDRS) group.cidrs.push(cidr);
  }
  const all = [...groups.values()];
  return { changes: all.slice(0, MAX_GROUPS), more: Math.max(0, all.length - MAX_GROUPS) };
}

/** The alerts of one look, with their IDs. */
class Outbox {
  readonly alerts: WatchAlert[] = [];
  readonly #state: WatchState;
  readonly #at: number;
  readonly #snapshot: string | null;

  constructor(state: WatchState, at: number, snapshot: string | null) {
    this.#state = state;
    this.#at = at;
    this.#snapshot = snapshot;
  }

  /** The number of alerts of the watch with these. */
  get count(): number {
    return this.#state.alerts + this.alerts.length;
  }

  /** Adds an alert, and gives its ID. */
  add(kind: WatchAlert['kind'], parts: Partial<WatchAlert>): string {
    const id = `${this.#state.name}-${this.count + 1}`;
    const { baseline } = this.#state;
    const none = { changes: [], more: 0, ends: [], reason: null };
    this.alerts.push({ id, kind, at: this.#at, baseline, snapshot: this.#snapshot, ...none, ...parts });
    return id;
  }
}
