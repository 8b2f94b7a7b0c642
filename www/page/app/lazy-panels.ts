// Connects the panels that the first screen does not need with the state, and what the page needs to work offline later.

import type { Treegrid } from '../bindings/treegrid.js';
import type { DraftController } from '../draft/draft-controller.js';
import * as lazy from '../lazy.js';
import { mountPoint } from '../lib/dom.js';
import type { createPrefixList } from '../prefix/prefix-list.js';
import type { OnFile } from '../source/drop-and-paste.js';
import { type PageState, type Panel, shownPrefix } from '../state/page-state.js';
import { onChange, type Store } from '../state/store.js';
import type { DataLoader } from './data-loader.js';

/** The parts of the page that are there at once. */
export interface FirstParts {
  readonly store: Store<PageState>;
  readonly loader: DataLoader;
  readonly draftController: DraftController;
  readonly treegrid: Treegrid;
  readonly prefixList: ReturnType<typeof createPrefixList>;
  /** Moves the focus to the look-up. */
  focusLookup(): void;
  /** Opens a file in place of what is open. */
  readonly openFile: OnFile;
}

/** What the first parts call once the others are loaded. */
export interface LazyParts {
  /** Opens the panel for many addresses. */
  openBulkLookup(text: string): void;
  /** Takes a file that was dropped on the page. */
  readonly takeDroppedFile: OnFile;
}

/** Draws the panels whenever the state changes. */
export function connectLazyPanels(parts: FirstParts): LazyParts {
  const { store } = parts;
  const { filter, panels, lazyParts } = createPanels(parts);
  const namesNotice = lazy.createConfusableNamesNotice(mountPoint('confusable-names'));
  printWithHead(store);
  const drawPanels = (): void => {
    const state = store.get();
    const { account, openPrefix } = state;
    namesNotice.update(
      account.kind === 'ready' ? account.value : null,
      openPrefix.kind === 'ready' ? openPrefix.value.bindings : [],
    );
    for (const panel of panels) panel.update(state);
  };
  // At once, since the table is below it.
  store.subscribe(onChange(['openPrefix', 'account', 'draftPrefix', 'shownVersion'], filter.update));
  store.subscribe(onChange(['online', 'offlineCopy'], lazy.drawOfflineBanner));
  store.subscribe(onChange(['offlineCopy'], lazy.drawOfflineCopy));
  // In a task of its own, as the first look-up is.
  store.subscribe(
    onChange(
      ['openPrefix', 'account', 'session', 'bgp', 'draft', 'draftPrefix', 'shownVersion', 'selectedCidr'],
      () => {
        setTimeout(drawPanels);
      },
    ),
  );
  store.set({});
  return lazyParts;
}

function createPanels(parts: FirstParts) {
  const { store, loader, draftController, treegrid, prefixList, focusLookup } = parts;
  const runs = new lazy.RunController(store, {
    onEnd(prefixIds) {
      const { prefixId } = store.get();
      if (prefixId !== null && prefixIds.includes(prefixId)) loader.refreshPrefix(prefixId);
    },
    onReset: () => loader.openDemo(),
  });
  const run = lazy.createRunSection(mountPoint('run'), runs, focusLookup);
  const drift = lazy.createDriftPanel(mountPoint('drift'), runs, focusLookup);
  const plan = lazy.createPlanSection(
    mountPoint('plan'),
    { onDuration: (text) => bar.showHours(text), onClose: () => bar.focusPlan() },
    lazy.createApplyForm(runs),
  );
  const bar = lazy.createDraftBar(mountPoint('draft-bar'), draftController, () => plan.open());
  const bindings: DataLoader['readPrefix'] = (prefix) => loader.readPrefix(prefix);
  const bulk = lazy.createBulkLookupPanel(mountPoint('bulk-lookup'), bindings, focusLookup);
  const nameOf = (id: string | null): string => {
    const { account } = store.get();
    return account.kind === 'ready' && id !== null ? account.value.palette.of(id).name : 'regional';
  };
  const filterBar = lazy.createTableFilter(treegrid.filterBar, (filter) =>
    treegrid.setView(({ nestedBindings }) => lazy.tableRows(nestedBindings, filter, nameOf)),
  );
  const filter: Panel = {
    update(state) {
      const prefix = shownPrefix(state);
      if (prefix !== null && state.account.kind === 'ready')
        filterBar.update(prefix, state.account.value.palette);
    },
  };
  const panels = [
    lazy.createDraftPanel(mountPoint('draft'), draftController, bar, lazy.aggregateInWorker),
    plan,
    run,
    drift,
    bulk,
    lazy.createSavePanel(
      mountPoint('save'),
      draftController,
      {
        open: bindings,
        onRollback(openPrefix, edits) {
          draftController.replace(openPrefix, edits);
          if (openPrefix.prefix.id !== store.get().prefixId) loader.selectPrefix(openPrefix.prefix.id);
        },
      },
      {
        onJournal: (file) => void runs.importJournal(file),
        onWorkerRuns: () => runs.listInWorker(),
        onDrift: (snapshot) => drift.open(snapshot),
      },
    ),
    lazy.createPrefixOverview(prefixList.rows, { bindings, bgp: (prefix) => loader.readBgp(prefix) }),
  ];
  const takeDroppedFile = lazy.createDroppedFile({
    open: parts.openFile,
    onDrift: (snapshot) => drift.open(snapshot),
    onJournal: (file) => void runs.importJournal(file),
    openAccount() {
      const { session } = store.get();
      return session && { accountId: session.accountId, isDemo: session.demo !== undefined };
    },
    isComparing: () => !mountPoint('drift').hidden,
  });
  return { filter, panels, lazyParts: { openBulkLookup: bulk.open, takeDroppedFile } };
}

/** A print begins with the account, the time and whether it shows a draft. */
function printWithHead(store: Store<PageState>): void {
  lazy.printTable(
    mountPoint('print-head'),
    mountPoint('print-table'),
    () => shownPrefix(store.get()),
    () => {
      const state = store.get();
      const isDraft = state.shownVersion === 'draft';
      return lazy.provenance({ ...state, draftPrefix: isDraft ? state.draftPrefix : null }, new Date());
    },
  );
}
