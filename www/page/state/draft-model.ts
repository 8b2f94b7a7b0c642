// The draft: what a prefix's bindings shall be, as data. It knows no screen, sends nothing, and never changes in place.

/** A binding as it is, as far as a draft cares. */
export interface ExistingBinding {
  /** Canonical. */
  readonly cidr: string;
  /** `null` for a regional binding, which a draft leaves alone. */
  readonly serviceId: string | null;
}

/** A binding as it shall be. */
export interface DraftedBinding {
  readonly cidr: string;
  readonly serviceId: string;
}

/** What shall differ from the base, and why. */
export interface Draft {
  /** By CIDR: the service that it shall have; `null` for one that shall not be bound. Never what the base says already. */
  readonly changes: ReadonlyMap<string, string | null>;
  /** For whoever reads the draft later. */
  readonly notes: string;
}

/** One difference between base and draft. */
export interface DraftChange {
  readonly cidr: string;
  readonly from: string | null;
  readonly to: string | null;
}

export const EMPTY_DRAFT: Draft = { changes: new Map(), notes: '' };

/** The services of the base by CIDR, regional bindings left out; of two with one CIDR the first counts. O(n). */
export function servicesByCidr(base: readonly ExistingBinding[]): ReadonlyMap<string, string> {
  const bound = new Map<string, string>();
  for (const { cidr, serviceId } of base) {
    if (serviceId !== null && !bound.has(cidr)) bound.set(cidr, serviceId);
  }
  return bound;
}

/** The draft with `wishes` on top: a service for a CIDR, or `null` to unbind it. A wish for what is there already takes the change back. */
export function applyEdits(
  draft: Draft,
  current: ReadonlyMap<string, string>,
  edits: readonly { readonly cidr: string; readonly serviceId: string | null }[],
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

/** The service that a CIDR shall have; `null` where it shall not be bound. */
export function desiredService(
  draft: Draft,
  current: ReadonlyMap<string, string>,
  cidr: string,
): string | null {
  const changed = draft.changes.get(cidr);
  return changed === undefined ? (current.get(cidr) ?? null) : changed;
}

/** All bindings as they shall be: those of the base in its order, then the new ones. O(n). */
export function desiredBindings(
  draft: Draft,
  current: ReadonlyMap<string, string>,
): readonly DraftedBinding[] {
  const kept = [...current].flatMap(([cidr, serviceId]) => {
    const changed = draft.changes.get(cidr);
    if (changed === null) return [];
    return [{ cidr, serviceId: changed ?? serviceId }];
  });
  const added = [...draft.changes].flatMap(([cidr, serviceId]) =>
    serviceId === null || current.has(cidr) ? [] : [{ cidr, serviceId }],
  );
  return [...kept, ...added];
}

/** The differences, in the order in which they were made. */
export function listChanges(draft: Draft, current: ReadonlyMap<string, string>): readonly DraftChange[] {
  return [...draft.changes].map(([cidr, to]) => ({ cidr, from: current.get(cidr) ?? null, to }));
}

/** A draft with its past and its future, without a limit. */
export interface DraftHistory {
  readonly past: readonly Draft[];
  readonly present: Draft;
  readonly future: readonly Draft[];
}

export const EMPTY_HISTORY: DraftHistory = { past: [], present: EMPTY_DRAFT, future: [] };

/** A step forward; what was undone is gone. A draft that changes nothing is no step. */
export function commit(history: DraftHistory, next: Draft): DraftHistory {
  if (sameDraft(history.present, next)) return history;
  return { past: [...history.past, history.present], present: next, future: [] };
}

/** A step back; the same history at its beginning. */
export function undo({ past, present, future }: DraftHistory): DraftHistory {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future };
  return { past: past.slice(0, -1), present: before, future: [present, ...future] };
}

/** The step that was undone last, again; the same history at its end. */
export function redo({ past, present, future }: DraftHistory): DraftHistory {
  const [next, ...rest] = future;
  if (next === undefined) return { past, present, future };
  return { past: [...past, present], present: next, future: rest };
}

function sameDraft(one: Draft, other: Draft): boolean {
  if (one.notes !== other.notes || one.changes.size !== other.changes.size) return false;
  return [...one.changes].every(([cidr, to]) => other.changes.get(cidr) === to && other.changes.has(cidr));
}
