// Keeps one draft for each prefix, and builds the drafted prefix in the state whenever the draft changes.

import {
  type AddressRange,
  BindingTable,
  type Service,
  type ServiceBinding,
  sameRange,
} from '../../../src/js/entry/page.js';
import { createOpenPrefix, type OpenPrefix } from '../bindings/open-prefix.js';
import { Yielder } from '../lib/yielder.js';
import {
  applyEdits,
  type BindingEdit,
  commit,
  type Draft,
  type DraftChange,
  type DraftHistory,
  desiredBindings,
  EMPTY_DRAFT,
  EMPTY_HISTORY,
  isEmptyDraft,
  listChanges,
  redo,
  servicesByCidr,
  undo,
} from '../state/draft-model.js';
import type { DraftDrift, PageState } from '../state/page-state.js';
import { onChange, type Store } from '../state/store.js';
import { accountKey, createDraftStorage, type KeptDraft, tabStorage } from './draft-storage.js';

export type DraftController = ReturnType<typeof createDraftController>;

/** Drafts are kept while the tab is open, by account and prefix. */
export function createDraftController(store: Store<PageState>) {
  const builder = createDraftBuilder(store);
  const keeper = createDraftKeeper(store, builder.currentServices);
  const setHistory = (next: DraftHistory): void => {
    const { openPrefix, draft } = store.get();
    if (openPrefix.kind !== 'ready' || next === draft) return;
    store.set({ draft: next, draftDrift: keeper.keep(openPrefix.value, next) });
    if (next.present.changes !== draft.present.changes) builder.build(openPrefix.value, next.present);
  };
  const commitDraft = (next: Draft): void => setHistory(commit(store.get().draft, next));

  let lastOpen: OpenPrefix | null = null;
  store.subscribe(({ openPrefix }) => {
    const opened = openPrefix.kind === 'ready' ? openPrefix.value : null;
    if (opened === lastOpen) return;
    lastOpen = opened;
    builder.cancel();
    if (opened === null) {
      store.set({ draft: EMPTY_HISTORY, draftDrift: [] });
      return;
    }
    const history = withoutDoneChanges(keeper.historyOf(opened.prefix.id), builder.currentServices(opened));
    store.set({ draft: history, draftDrift: keeper.keep(opened, history) });
    builder.build(opened, history.present);
  });

  return {
    /** The changes of the present draft. */
    changes: (openPrefix: OpenPrefix): readonly DraftChange[] =>
      listChanges(store.get().draft.present, builder.currentServices(openPrefix)),
    /** Adds a step, which can be undone. */
    edit(edits: readonly BindingEdit[]): void {
      const { openPrefix, draft } = store.get();
      if (openPrefix.kind !== 'ready') return;
      commitDraft(applyEdits(draft.present, builder.currentServices(openPrefix.value), edits));
    },
    /**
     * Puts these edits in place of the draft of a prefix, which may not be open. Notes stay, and the step can be undone.
     */
    replace(openPrefix: OpenPrefix, edits: readonly BindingEdit[]): void {
      const { id } = openPrefix.prefix;
      const opened = store.get().openPrefix;
      const isOpen = opened.kind === 'ready' && opened.value.prefix.id === id;
      const history = isOpen ? store.get().draft : keeper.historyOf(id);
      const empty = { ...EMPTY_DRAFT, notes: history.present.notes };
      const next = commit(history, applyEdits(empty, builder.currentServices(openPrefix), edits));
      if (isOpen) setHistory(next);
      else keeper.keep(openPrefix, next);
    },
    /** Adds a step, which can be undone. */
    commit: commitDraft,
    undo: () => setHistory(undo(store.get().draft)),
    redo: () => setHistory(redo(store.get().draft)),
    /** Removes all changes, which can be undone. */
    clear: () => commitDraft(EMPTY_DRAFT),
    showVersion: (shownVersion: PageState['shownVersion']) => store.set({ shownVersion }),
    /** Sets the draft of a prefix of an account before it is opened, unless this tab has one already. */
    preload: keeper.preload,
  };
}

/** The history without the changes that the account has by now, such as those that a run has carried out. */
function withoutDoneChanges(history: DraftHistory, current: ReadonlyMap<string, string>): DraftHistory {
  const { present } = history;
  const isOpen = ([cidr, to]: readonly [string, string | null]): boolean =>
    (current.get(cidr) ?? null) !== to;
  const changes = new Map([...present.changes].filter(isOpen));
  if (changes.size === present.changes.size) return history;
  const left = { ...present, changes };
  return isEmptyDraft(left) ? EMPTY_HISTORY : { past: [], present: left, future: [] };
}

type CurrentServices = (openPrefix: OpenPrefix) => ReadonlyMap<string, string>;

/** The drafts of the account in the state, in the storage of the tab. */
function createDraftKeeper(store: Store<PageState>, currentServices: CurrentServices) {
  const storage = createDraftStorage(tabStorage());
  store.subscribe(
    onChange(['account'], (state) => {
      const prefixes = state.account.kind === 'ready' ? state.account.value.prefixes : [];
      const key = accountKey(state);
      const isDrafted = ({ id }: { id: string }): boolean =>
        !isEmptyDraft(storage.get(key, id).history.present);
      store.set({ draftedPrefixIds: new Set(prefixes.filter(isDrafted).map(({ id }) => id)) });
    }),
  );
  const get = (prefixId: string): KeptDraft => storage.get(accountKey(store.get()), prefixId);
  const drift = (openPrefix: OpenPrefix): readonly DraftDrift[] => {
    const { history, bases } = get(openPrefix.prefix.id);
    return driftOf(history.present, bases, currentServices(openPrefix));
  };
  return {
    drift,
    historyOf: (prefixId: string): DraftHistory => get(prefixId).history,
    /** Gives the drift of the draft. */
    keep(openPrefix: OpenPrefix, history: DraftHistory): readonly DraftDrift[] {
      const { id } = openPrefix.prefix;
      const bases = nextBases(get(id), history.present, currentServices(openPrefix));
      storage.set(accountKey(store.get()), id, { history, bases });
      const draftedPrefixIds = new Set(store.get().draftedPrefixIds);
      if (isEmptyDraft(history.present)) draftedPrefixIds.delete(id);
      else draftedPrefixIds.add(id);
      store.set({ draftedPrefixIds });
      return drift(openPrefix);
    },
    preload(account: Pick<PageState, 'source' | 'session'>, prefixId: string, draft: Draft): void {
      const key = accountKey(account);
      if (!isEmptyDraft(storage.get(key, prefixId).history.present)) return;
      storage.set(key, prefixId, { history: commit(EMPTY_HISTORY, draft), bases: new Map() });
    },
  };
}

/** The service of each changed CIDR when it was first changed. */
function nextBases(
  before: KeptDraft,
  { changes }: Draft,
  current: ReadonlyMap<string, string>,
): ReadonlyMap<string, string | null> {
  const baseOf = (cidr: string): string | null => {
    const isSame = before.history.present.changes.get(cidr) === changes.get(cidr);
    const known = isSame ? before.bases.get(cidr) : undefined;
    return known === undefined ? (current.get(cidr) ?? null) : known;
  };
  return new Map([...changes.keys()].map((cidr) => [cidr, baseOf(cidr)]));
}

/** The changes whose CIDR has another service now than when it was drafted. */
function driftOf(
  { changes }: Draft,
  bases: ReadonlyMap<string, string | null>,
  current: ReadonlyMap<string, string>,
): readonly DraftDrift[] {
  return [...changes.keys()].flatMap((cidr) => {
    const base = bases.get(cidr);
    const now = current.get(cidr) ?? null;
    return base === undefined || base === now ? [] : [{ cidr, drafted: base, now }];
  });
}

function createDraftBuilder(store: Store<PageState>) {
  const servicesOf = new WeakMap<OpenPrefix, ReadonlyMap<string, string>>();
  let building = new AbortController();

  /** The services that are bound now, without the draft. */
  const currentServices = (openPrefix: OpenPrefix): ReadonlyMap<string, string> => {
    const services = servicesOf.get(openPrefix) ?? servicesByCidr(openPrefix.bindings);
    servicesOf.set(openPrefix, services);
    return services;
  };

  const buildDraft = async (openPrefix: OpenPrefix, draft: Draft, signal: AbortSignal): Promise<void> => {
    const { account } = store.get();
    const services = account.kind === 'ready' ? account.value.services : [];
    const yielder = new Yielder(signal);
    await yielder.yield();
    const bindings = draftedBindings(openPrefix.bindings, draft, currentServices(openPrefix), services);
    await yielder.yield();
    const table = BindingTable.fromBindings(bindings, { prefix: openPrefix.prefix.cidr });
    try {
      const draftPrefix = await createOpenPrefix(openPrefix.prefix, { table, bindings }, signal);
      signal.throwIfAborted();
      showDraft(store, draftPrefix);
    } catch (error) {
      table.dispose();
      throw error;
    }
  };

  return {
    currentServices,
    /** Builds the drafted prefix, in place of one that is being built. */
    build(openPrefix: OpenPrefix, draft: Draft): void {
      building.abort();
      building = new AbortController();
      const { signal } = building;
      if (draft.changes.size === 0) showDraft(store, null);
      else {
        buildDraft(openPrefix, draft, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      }
    },
    /** Stops building, and shows the prefix as it is now. */
    cancel(): void {
      building.abort();
      showDraft(store, null);
    },
  };
}

/** Shows a drafted prefix in place of the one before; with `null`, the prefix as it is now. */
function showDraft(store: Store<PageState>, draftPrefix: OpenPrefix | null): void {
  const { draftPrefix: previous, zoom, selectedCidr, shownVersion } = store.get();
  const version = draftPrefix === null ? 'current' : 'draft';
  if (previous === null && draftPrefix === null && shownVersion === version) return;
  // A binding that the draft removed can be neither zoomed to nor selected.
  const isThere = (range: AddressRange): boolean =>
    draftPrefix?.nestedBindings.some((one) => sameRange(one, range)) !== false;
  const isSelectable =
    draftPrefix?.nestedBindings.some(({ binding }) => binding.cidr === selectedCidr) !== false;
  store.set({
    draftPrefix,
    shownVersion: version,
    zoom: zoom !== null && isThere(zoom) ? zoom : null,
    selectedCidr: isSelectable ? selectedCidr : null,
  });
  if (previous !== null && previous !== draftPrefix) previous.dispose();
}

/** The bindings with the draft. Those that it keeps have their id and state; new ones have neither. O(n). */
function draftedBindings(
  bindings: readonly ServiceBinding[],
  draft: Draft,
  currentServices: ReadonlyMap<string, string>,
  services: readonly Service[],
): readonly ServiceBinding[] {
  const names = new Map(services.map(({ id, name }) => [id, name]));
  const kept = bindings.filter(({ cidr, serviceId }) => serviceId === null || !draft.changes.has(cidr));
  const added = desiredBindings(draft, currentServices)
    .filter(({ cidr }) => draft.changes.has(cidr))
    .map(
      ({ cidr, serviceId }): ServiceBinding => ({
        id: '',
        cidr,
        serviceId,
        serviceName: names.get(serviceId) ?? null,
        state: null,
        extra: {},
      }),
    );
  return [...kept, ...added];
}
