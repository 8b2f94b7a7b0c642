// The draft of a prefix as immutable data: the changes to its bindings, with undo and redo. It draws and sends nothing.

/** The part of a current binding that a draft needs. */
export interface ExistingBinding {
  /** Canonical. */
  readonly cidr: string;
  /** `null` for a regional binding, which a draft cannot change. */
  readonly serviceId: string | null;
}

/** A binding that the draft asks for. */
export interface DraftedBinding {
  readonly cidr: string;
  readonly serviceId: string;
}

/** The desired changes to the current bindings, and the reason for them. */
export interface Draft {
  /** By CIDR: the desired service; `null` removes the binding. Holds no entry that equals the current binding. */
  readonly changes: ReadonlyMap<string, string | null>;
  /** Free text for people. */
  readonly notes: string;
}

/** One change: `from` is the current service, `to` the desired one. */
export interface DraftChange {
  readonly cidr: string;
  readonly from: string | null;
  readonly to: string | null;
}

export const EMPTY_DRAFT: Draft = { changes: new Map(), notes: '' };

export function isEmptyDraft({ changes, notes }: Draft): boolean {
  return changes.size === 0 && notes === '';
}

/** The service of each CIDR, without regional bindings. Where a CIDR is bound twice, the first binding counts. O(n). */
export function servicesByCidr(bindings: readonly ExistingBinding[]): ReadonlyMap<string, string> {
  const services = new Map<string, string>();
  for (const { cidr, serviceId } of bindings) {
    if (serviceId !== null && !services.has(cidr)) services.set(cidr, serviceId);
  }
  return services;
}

/** Binds a CIDR to a service; `null` removes the binding. */
export interface BindingEdit {
  readonly cidr: string;
  readonly serviceId: string | null;
}

/** The draft with these edits. An edit that restores the current binding removes the change. */
export function applyEdits(
  draft: Draft,
  current: ReadonlyMap<string, string>,
  edits: readonly BindingEdit[],
): Draft {
  const changes = new Map(draft.changes);
  for (const { cidr, serviceId } of edits) {
    changes.delete(cidr);
    if ((current.get(cidr) ?? null) !== serviceId) changes.set(cidr, serviceId);
  }
  return { ...draft, changes };
}

/** The draft without its change of one CIDR. */
export function discardChange(draft: Draft, cidr: string): Draft {
  const changes = new Map(draft.changes);
  changes.delete(cidr);
  return { ...draft, changes };
}

/** All desired bindings: the current ones in their order, then the new ones. O(n). */
export function desiredBindings(
  draft: Draft,
  current: ReadonlyMap<string, string>,
): readonly DraftedBinding[] {
  const all = [...new Map([...current, ...draft.changes])];
  return all.flatMap(([cidr, serviceId]) => (serviceId === null ? [] : [{ cidr, serviceId }]));
}

/** The changes, in the order in which they were made. */
export function listChanges(draft: Draft, current: ReadonlyMap<string, string>): readonly DraftChange[] {
  return [...draft.changes].map(([cidr, to]) => ({ cidr, from: current.get(cidr) ?? null, to }));
}

/** A draft with its undo and redo steps; their number is not limited. */
export interface DraftHistory {
  readonly past: readonly Draft[];
  readonly present: Draft;
  readonly future: readonly Draft[];
}

export const EMPTY_HISTORY: DraftHistory = { past: [], present: EMPTY_DRAFT, future: [] };

/** Adds a step and drops the redo steps. A draft that equals the present one adds no step. */
export function commit(history: DraftHistory, next: Draft): DraftHistory {
  if (sameDraft(history.present, next)) return history;
  return { past: [...history.past, history.present], present: next, future: [] };
}

/** One step back; at the beginning the history stays as it is. */
export function undo({ past, present, future }: DraftHistory): DraftHistory {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future };
  return { past: past.slice(0, -1), present: before, future: [present, ...future] };
}

/** Repeats the step that was undone last; at the end the history stays as it is. */
export function redo({ past, present, future }: DraftHistory): DraftHistory {
  const [next, ...rest] = future;
  if (next === undefined) return { past, present, future };
  return { past: [...past, present], present: next, future: rest };
}

function sameDraft(one: Draft, other: Draft): boolean {
  if (one.notes !== other.notes || one.changes.size !== other.changes.size) return false;
  return [...one.changes].every(([cidr, to]) => other.changes.get(cidr) === to && other.changes.has(cidr));
}
