// Keeps the draft of each prefix, and opens the prefix as the draft wants it whenever the draft has changed.

import { BindingTable, type Service, type ServiceBinding } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { createOpenPrefix } from '../bindings/open-prefix.js';
import { type AddressRange, sameRange } from '../lib/address-range.js';
import { Yielder } from '../lib/yielder.js';
import {
  commit,
  type Draft,
  type DraftHistory,
  desiredBindings,
  EMPTY_DRAFT,
  EMPTY_HISTORY,
  redo,
  servicesByCidr,
  undo,
} from '../state/draft-model.js';
import type { PageState } from '../state/page-state.js';
import type { Store } from '../state/store.js';

export interface DraftController {
  /** What is bound now, by CIDR. */
  currentServices(opened: OpenPrefix): ReadonlyMap<string, string>;
  /** One step, which can be undone. */
  commit(next: Draft): void;
  undo(): void;
  redo(): void;
  /** Back to no change at all, which can be undone as well. */
  clear(): void;
  showVersion(face: PageState['shownVersion']): void;
  /** A draft for a prefix that is about to open, as a first step. */
  preload(prefixId: string, draft: Draft): void;
}

/** Drafts live as long as the account is open. */
export function createDraftController(store: Store<PageState>): DraftController {
  const histories = new Map<string, DraftHistory>();
  const bounds = new WeakMap<OpenPrefix, ReadonlyMap<string, string>>();
  let building = new AbortController();
  let of: OpenPrefix | null = null;
  let account: PageState['account']['kind'] = 'idle';

  const bound = (opened: OpenPrefix): ReadonlyMap<string, string> => {
    const known = bounds.get(opened);
    if (known !== undefined) return known;
    const made = servicesByCidr(opened.bindings);
    bounds.set(opened, made);
    return made;
  };

  const leave = (drafted: OpenPrefix | null, face: PageState['shownVersion']): void => {
    const { draftPrefix: old, zoom, selectedCidr } = store.get();
    if (old === null && drafted === null && store.get().shownVersion === face) return;
    // A zoom to a binding that is no longer there would show nothing that has a name.
    const isThere = (span: AddressRange): boolean =>
      drafted?.nestedBindings.some((one) => sameRange(one, span)) !== false;
    store.set({
      draftPrefix: drafted,
      shownVersion: face,
      zoom: zoom !== null && isThere(zoom) ? zoom : null,
      selectedCidr:
        drafted?.nestedBindings.some(({ binding }) => binding.cidr === selectedCidr) === false
          ? null
          : selectedCidr,
    });
    if (old !== null && old !== drafted) old.dispose();
  };

  const build = async (opened: OpenPrefix, draft: Draft, signal: AbortSignal): Promise<void> => {
    const { account: known } = store.get();
    const services = known.kind === 'ready' ? known.value.services : [];
    const breath = new Yielder(signal);
    await breath.yield();
    const bindings = draftedBindings(opened, draft, bound(opened), services);
    await breath.yield();
    const table = BindingTable.fromBindings(bindings, { prefix: opened.prefix.cidr });
    try {
      const drafted = await createOpenPrefix(opened.prefix, { table, bindings }, signal);
      signal.throwIfAborted();
      leave(drafted, 'draft');
    } catch (error) {
      table.dispose();
      throw error;
    }
  };

  const rebuild = (opened: OpenPrefix, draft: Draft): void => {
    building.abort();
    building = new AbortController();
    const { signal } = building;
    if (draft.changes.size === 0) leave(null, 'current');
    else {
      build(opened, draft, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  };

  const move = (next: DraftHistory): void => {
    const { openPrefix, draft } = store.get();
    if (openPrefix.kind !== 'ready' || next === draft) return;
    histories.set(openPrefix.value.prefix.id, next);
    store.set({ draft: next });
    if (next.present.changes !== draft.present.changes) rebuild(openPrefix.value, next.present);
  };

  store.subscribe((state) => {
    if (state.account.kind !== account) {
      account = state.account.kind;
      // Another account, or the same read again: what was drafted on the old one means nothing here.
      if (account === 'idle' || account === 'error') histories.clear();
    }
    const opened = state.openPrefix.kind === 'ready' ? state.openPrefix.value : null;
    if (opened === of) return;
    of = opened;
    building.abort();
    leave(null, 'current');
    const history = opened === null ? EMPTY_HISTORY : (histories.get(opened.prefix.id) ?? EMPTY_HISTORY);
    store.set({ draft: history });
    if (opened !== null) rebuild(opened, history.present);
  });

  return {
    currentServices: bound,
    commit: (next) => move(commit(store.get().draft, next)),
    undo: () => move(undo(store.get().draft)),
    redo: () => move(redo(store.get().draft)),
    clear: () => move(commit(store.get().draft, EMPTY_DRAFT)),
    showVersion: (face) => store.set({ shownVersion: face }),
    preload(prefixId, draft) {
      histories.set(prefixId, commit(EMPTY_HISTORY, draft));
    },
  };
}

/** The list as the draft wants it: what stays keeps its id and state, what is new has neither. */
function draftedBindings(
  opened: OpenPrefix,
  draft: Draft,
  bound: ReadonlyMap<string, string>,
  services: readonly Service[],
): readonly ServiceBinding[] {
  const names = new Map(services.map(({ id, name }) => [id, name]));
  const kept = opened.bindings.filter(
    ({ cidr, serviceId }) => serviceId === null || !draft.changes.has(cidr),
  );
  const added = desiredBindings({ ...draft, changes: new Map(draft.changes) }, bound)
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
