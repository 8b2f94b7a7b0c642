// Wires the page: the core is started, the store drives the screens, and what people do goes back into the store.

import wasmUrl from 'glue/core.wasm';
import { init } from '../../src/js/entry/page.js';
import { createDataLoader } from './app/data-loader.js';
import {
  drawGate,
  drawKeeping,
  drawOffline,
  drawPrefix,
  drawSession,
  drawUpstream,
} from './app/status-views.js';
import type { NestedBinding } from './bindings/nest-bindings.js';
import type { OpenPrefix } from './bindings/open-prefix.js';
import { printTable } from './bindings/print-table.js';
import { createTreegrid } from './bindings/treegrid.js';
import { createDraftController } from './draft/draft-controller.js';
import { inputErrorCard } from './errors/input-error.js';
import { coreLoadError, unexpectedError } from './errors/page-error.js';
import { type AddressRange, addressNumber, contains, rangeOfCidr, sameRange } from './lib/address-range.js';
import { mountPoint } from './lib/dom.js';
import { answerCard } from './lookup/answer-card.js';
import { examplesFor } from './lookup/example-addresses.js';
import { createLookupPanel } from './lookup/lookup.js';
import { resolveInput } from './lookup/resolve-input.js';
import { createMapView } from './map/map-view.js';
import { createVersionToggle } from './map/version-toggle.js';
import { lockVersion } from './offline/version-lock.js';
import { listenForFiles } from './source/drop-and-paste.js';
import { createFilePanel } from './source/file-panel.js';
import { applyEdits } from './state/draft-model.js';
import { INITIAL_STATE, type PageState, shownPrefix } from './state/page-state.js';
import { createStore, onChange } from './state/store.js';

const store = createStore<PageState>({ ...INITIAL_STATE, online: navigator.onLine });
const loading = createDataLoader(store);

/** Zooms the picture; the whole prefix is kept as `null`, so that there is one way to say it. */
function zoomTo(span: AddressRange | null): void {
  const { openPrefix } = store.get();
  if (openPrefix.kind !== 'ready') return;
  const whole = span === null || sameRange(span, openPrefix.value) || !contains(openPrefix.value, span);
  store.set({ zoom: whole ? null : { first: span.first, last: span.last } });
}

/** Points a binding out, in the picture and in the table. */
function pick(placed: NestedBinding): void {
  store.set({ selectedCidr: placed.binding.cidr });
  zoomTo(placed);
}

function ask(text: string): void {
  const { openPrefix, account, zoom } = store.get();
  if (openPrefix.kind !== 'ready' || account.kind !== 'ready') return;
  const answer = resolveInput(text, openPrefix.value, account.value.prefixes);
  lookup.setText(answer.kind === 'resolved' ? answer.resolution.address : text);
  const address = answer.kind === 'resolved' ? addressNumber(answer.resolution.address) : null;
  const inView = zoom === null || address === null || (zoom.first <= address && address <= zoom.last);
  store.set({ lookupResult: answer, zoom: inView ? zoom : null });
}

/** Opens another prefix, and asks the same address again as soon as its bindings are there. */
function switchAndAsk(prefixId: string): void {
  const { lookupResult } = store.get();
  if (lookupResult.kind !== 'resolved') return;
  pending = { prefixId, text: lookupResult.resolution.address };
  loading.selectPrefix(prefixId);
}

let pending: { readonly prefixId: string; readonly text: string } | null = null;

const lookup = createLookupPanel(mountPoint('lookup'), ask);
const drafting = createDraftController(store);
const faces = createVersionToggle(drafting.showVersion);
const picture = createMapView(mountPoint('map'), { onZoom: zoomTo, onPick: pick, onAsk: ask }, faces.root);
const table = createTreegrid(mountPoint('bindings'), { onPick: pick, onRemove: unbind, onChange: goToBar });
const files = createFilePanel(openFile);

/** Leads from the table to the bar that changes the binding that is pointed out: on a phone it is screens away. */
function goToBar(): void {
  const bar = mountPoint('draft').querySelector('.selection');
  bar?.scrollIntoView({ block: 'center' });
  bar?.querySelector('button')?.focus({ preventScroll: true });
}

/** Unbinds a binding in the draft. */
function unbind({ binding }: NestedBinding): void {
  const { openPrefix, draft } = store.get();
  if (openPrefix.kind !== 'ready' || binding.serviceId === null) return;
  const wishes = [{ cidr: binding.cidr, serviceId: null }];
  drafting.commit(applyEdits(draft.present, drafting.currentServices(openPrefix.value), wishes));
}

let reading = new AbortController();

/** Reads a file or a paste, wherever it came from; a bad one is explained in the file panel. */
function openFile(name: string, content: Blob): void {
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  const { source } = store.get();
  if (source.kind !== 'file' || source.account !== null) loading.chooseFile();
  files.showReading(name);
  const read = async (): Promise<void> => {
    const { readAccountFile } = await import('./lazy.js');
    const outcome = await readAccountFile(name, content, signal);
    signal.throwIfAborted();
    if (outcome.kind === 'error') files.showError(outcome.error);
    else loading.openLoadedAccount(outcome.value, 'file');
  };
  read().catch((error: unknown) => {
    if (!signal.aborted) files.showError(unexpectedError(error, name));
  });
}

function drawDesk(state: PageState): void {
  const { account, openPrefix, zoom, lookupResult, selectedCidr } = state;
  const face = shownPrefix(state);
  const here = face !== null && account.kind === 'ready' && openPrefix.kind === 'ready';
  mountPoint('workspace').hidden = !here;
  if (!here) return;
  // Without a binding there is nothing to ask or to see, and everything to draft.
  const isEmpty = face.nestedBindings.length === 0;
  mountPoint('workspace').classList.toggle('no-bindings', isEmpty);
  for (const id of ['lookup', 'map', 'bindings', 'bulk-lookup', 'save']) mountPoint(id).hidden = isEmpty;
  if (isEmpty) return;
  faces.update(state);
  const told = lookupResult.kind === 'resolved' ? lookupResult.resolution : null;
  // The mark stands on the owner of the face that is shown.
  const resolution = told === null || face === openPrefix.value ? told : face.resolve(told.address);
  picture.update(face, account.value.palette, zoom, resolution, selectedCidr);
}

function drawTable(state: PageState): void {
  const { account, lookupResult, selectedCidr } = state;
  const face = shownPrefix(state);
  if (face === null || account.kind !== 'ready') return;
  const chain = new Map<number, 'owner' | 'chain'>();
  if (lookupResult.kind === 'resolved' && state.shownVersion === 'current') {
    const { owner, shadowed, regional, conflicts } = lookupResult.resolution;
    for (const { index } of [...shadowed, ...regional, ...conflicts]) chain.set(index, 'chain');
    if (owner !== null) chain.set(owner.index, 'owner');
  }
  table.update(face, account.value.palette, { chain, selected: selectedCidr });
}

function drawAnswer({ lookupResult, account, draftPrefix }: PageState): void {
  if (account.kind !== 'ready') return;
  if (lookupResult.kind === 'none') lookup.show(null, false);
  else if (lookupResult.kind === 'invalid') {
    lookup.show(inputErrorCard(lookupResult.text, lookupResult.error, lookupResult.suggestion, ask), true);
  } else {
    const { resolution, elsewhere } = lookupResult;
    const after = draftPrefix === null ? null : draftPrefix.resolve(resolution.address);
    const onShow = (cidr: string): void => zoomTo(rangeOfCidr(cidr));
    lookup.show(
      answerCard(resolution, elsewhere, after, account.value.palette, { onShow, onSwitch: switchAndAsk }),
      false,
    );
  }
}

function greet({ openPrefix }: PageState): void {
  if (openPrefix.kind !== 'ready') return;
  const value: OpenPrefix = openPrefix.value;
  const examples = examplesFor(value);
  lookup.showExamples(examples);
  if (pending?.prefixId === value.prefix.id) {
    ask(pending.text);
    lookup.focus();
  } else {
    const [first = ''] = examples;
    // The first screen shows an answer, so that what can be asked explains itself.
    if (value.nestedBindings.length > 0) ask(first);
  }
  pending = null;
}

/** Draws `what` whenever one of the fields changes. The order is that of the screen; greeting comes last. */
function draws(keys: readonly (keyof PageState)[], what: (state: PageState) => void): void {
  store.subscribe(onChange(keys, what));
}

draws(['source', 'workerInfo', 'session'], (state) => drawUpstream(state, loading));
draws(['online', 'offlineCopy'], drawOffline);
draws(['offlineCopy'], drawKeeping);
draws(['source', 'workerInfo', 'session'], (state) => drawSession(state, loading, files));
draws(['account', 'prefixId', 'bgp'], (state) => drawPrefix(state, loading));
draws(['source', 'workerInfo', 'account', 'openPrefix', 'prefixId'], (state) => drawGate(state, loading));
draws(
  ['openPrefix', 'account', 'zoom', 'lookupResult', 'selectedCidr', 'draftPrefix', 'shownVersion'],
  drawDesk,
);
draws(['openPrefix', 'account', 'lookupResult', 'selectedCidr', 'draftPrefix', 'shownVersion'], drawTable);
draws(['lookupResult', 'account', 'draftPrefix'], drawAnswer);
// In a task of its own: opening a long list has drawn enough for one.
draws(['openPrefix'], ({ openPrefix }) => {
  setTimeout(() => {
    if (store.get().openPrefix === openPrefix) greet(store.get());
  });
});

addEventListener('online', () => store.set({ online: true }));
addEventListener('offline', () => store.set({ online: false }));
addEventListener('keydown', (event) => {
  const isField =
    event.target instanceof Element && event.target.closest('input:not([type=radio]), textarea');
  if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.altKey && !isField) {
    event.preventDefault();
    if (event.shiftKey) drafting.redo();
    else drafting.undo();
  }
});
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.altKey || event.ctrlKey || event.metaKey) return;
  const { activeElement } = document;
  if (activeElement instanceof HTMLTextAreaElement || activeElement instanceof HTMLSelectElement) return;
  if (activeElement instanceof HTMLInputElement && activeElement.type !== 'radio') return;
  if (mountPoint('workspace').hidden) return;
  event.preventDefault();
  lookup.focus();
});

async function boot(): Promise<void> {
  try {
    const response = await fetch(wasmUrl);
    if (!response.ok) throw new Error(`the core came with status ${response.status}`);
    await init(await WebAssembly.compile(await response.arrayBuffer()));
  } catch (error) {
    store.set({ account: { kind: 'error', error: coreLoadError(error) } });
    return;
  }
  listenForFiles(openFile);
  printTable(mountPoint('print-table'), () => shownPrefix(store.get()));
  if (!openFragment()) loading.start();
  addEventListener('hashchange', openFragment);
  await furnish();
}

/** Opens what a link carries; false where the address carries nothing. */
function openFragment(): boolean {
  const fragment = location.hash.slice(1);
  if (!/^byoip\d/.test(fragment)) return false;
  const open = async (): Promise<void> => {
    const { decodeFragment, openPayload, LINK_PREFIX_ID } = await import('./lazy.js');
    const read = await decodeFragment(fragment);
    if (read.kind === 'error') {
      loading.chooseFile();
      files.showError(read.error);
      return;
    }
    const { contents, draft } = openPayload(read.value);
    loading.openLoadedAccount(contents, 'link');
    drafting.preload(LINK_PREFIX_ID, draft);
  };
  open().catch((error: unknown) => files.showError(unexpectedError(error, 'the link')));
  return true;
}

/** Brings what is not needed for the first look; also what works offline later has to be fetched now. */
async function furnish(): Promise<void> {
  const [furniture] = await Promise.all([import('./lazy.js'), import('./source/demo.js')]);
  const {
    createDraftPanel,
    createPlanSection,
    createBulkLookupPanel,
    createSavePanel,
    createConfusableNamesNotice,
    registerServiceWorker,
  } = furniture;
  const panels = [
    createConfusableNamesNotice(mountPoint('confusable-names')),
    createDraftPanel(mountPoint('draft'), drafting),
    createPlanSection(mountPoint('plan'), drafting),
    createBulkLookupPanel(mountPoint('bulk-lookup')),
    createSavePanel(mountPoint('save'), drafting),
  ];
  // In a task of its own, as the greeting is.
  const keys = [
    'openPrefix',
    'account',
    'session',
    'bgp',
    'draft',
    'draftPrefix',
    'shownVersion',
    'selectedCidr',
  ] as const;
  draws(keys, () => {
    setTimeout(() => {
      for (const panel of panels) panel.update(store.get());
    });
  });
  store.set({});
  await registerServiceWorker(store);
}

lockVersion();
store.set({});
await boot();
