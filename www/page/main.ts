// Wires the page: starts the core, draws the panels from the store, and puts what the user does into the store.

import wasmUrl from 'glue/core.wasm';
import {
  type AddressRange,
  addressNumber,
  contains,
  init,
  type NestedBinding,
  sameRange,
} from '../../src/js/entry/page.js';
import { DataLoader } from './app/data-loader.js';
import { drawEmptyState, emptyStateOf } from './app/empty-state.js';
import { createFilePanelLoader } from './app/file-panel-loader.js';
import { listenForShortcuts } from './app/keyboard-shortcuts.js';
import type { LazyParts } from './app/lazy-panels.js';
import { drawSource, drawSourceSetup } from './app/source-view.js';
import { rowMarksOf, Treegrid } from './bindings/treegrid.js';
import { createDraftController } from './draft/draft-controller.js';
import { inputErrorCard } from './errors/input-error.js';
import { coreLoadError, unexpectedError } from './errors/page-error.js';
import { rangeOfCidr } from './lib/address-range.js';
import { mountPoint } from './lib/dom.js';
import { answerCard } from './lookup/answer-card.js';
import { exampleAddresses } from './lookup/example-addresses.js';
import { createLookupPanel } from './lookup/lookup-panel.js';
import { prefixWith, resolveInput } from './lookup/resolve-input.js';
import { createMapCard } from './map/map-card.js';
import { createVersionToggle } from './map/version-toggle.js';
import { lockVersion } from './offline/version-lock.js';
import { drawPrefixHeader } from './prefix/prefix-header.js';
import { createPrefixList, MAX_WITHOUT_SEARCH } from './prefix/prefix-list.js';
import { listenForFiles } from './source/drop-and-paste.js';
import { advertisedOf, INITIAL_STATE, type PageState, scopeNoun, shownPrefix } from './state/page-state.js';
import { createStore, onChange } from './state/store.js';

const store = createStore<PageState>({ ...INITIAL_STATE, online: navigator.onLine });
const loader = new DataLoader(store);
const draftController = createDraftController(store);
const lookupPanel = createLookupPanel(mountPoint('lookup'), lookUp, (text) => lazyParts.openBulkLookup(text));
const prefixList = createPrefixList((id) => loader.selectPrefix(id));
const versionToggle = createVersionToggle(draftController.showVersion);
const mapCard = createMapCard(
  mountPoint('map'),
  { onZoom: zoomTo, onSelect: select, onLookUp: lookUp },
  versionToggle.root,
);
const treegrid = new Treegrid(mountPoint('bindings'), {
  onSelect: select,
  onRemove: removeBinding,
  onEdit: focusSelectionBar,
});
const filePanel = createFilePanelLoader(openFile);

/** The local storage has it after the first visit. */
const VISITED = 'byoip-visited';
/** The account of which an address was answered, or could not be. */
let answeredAccount: PageState['account'] | null = null;
/** True while the address of the page has a link. */
let hasLink = false;
/** What they do once they are loaded. */
let lazyParts: LazyParts = { openBulkLookup() {}, takeDroppedFile: openFile };
/** An address to look up as soon as its prefix is open. */
let pendingLookup: { readonly prefixId: string; readonly text: string; readonly focuses: boolean } | null =
  null;
let fileRead = new AbortController();

/** Zooms the picture. The whole prefix is always stored as `null`. */
function zoomTo(range: AddressRange | null): void {
  const { openPrefix } = store.get();
  if (openPrefix.kind !== 'ready') return;
  const whole = range === null || sameRange(range, openPrefix.value) || !contains(openPrefix.value, range);
  store.set({ zoom: whole ? null : { first: range.first, last: range.last } });
}

/** Selects a binding in the picture and in the table. */
function select(nested: NestedBinding): void {
  store.set({ selectedCidr: nested.binding.cidr });
  zoomTo(nested);
}

function lookUp(typed: string): void {
  // Punctuation around an address comes from the sentence that it was copied from.
  const text = typed.replace(/^\s*["'(<]+|["')>.,;!?]+\s*$/gu, '');
  const { openPrefix, account, zoom } = store.get();
  if (openPrefix.kind !== 'ready' || account.kind !== 'ready') return;
  const opened = openPrefix.value.prefix;
  const lookupResult = resolveInput(text, openPrefix.value);
  const address = lookupResult.kind === 'resolved' ? lookupResult.resolution.address : null;
  lookupPanel.setText(address ?? text);
  // The answer is in the most specific prefix of the account that contains the address.
  const prefix = address === null ? null : prefixWith(address, account.value.prefixes);
  if (address !== null && prefix !== null && prefix.cidr !== opened.cidr) {
    pendingLookup = { prefixId: prefix.id, text: address, focuses: true };
    loader.selectPrefix(prefix.id);
    return;
  }
  const number = address === null ? null : addressNumber(address);
  const inView = zoom === null || number === null || (zoom.first <= number && number <= zoom.last);
  store.set({ lookupResult, zoom: inView ? zoom : null });
}

/** Reads the open prefix again; the draft and the looked-up address stay. */
function refresh(): void {
  const { lookupResult, prefixId } = store.get();
  if (prefixId === null) return;
  const text = lookupResult.kind === 'resolved' ? lookupResult.resolution.address : null;
  if (text !== null) pendingLookup = { prefixId, text, focuses: false };
  loader.refreshPrefix(prefixId);
}

/** Moves the focus from the table to the bar that edits the selected binding. */
function focusSelectionBar(): void {
  mountPoint('draft-bar').querySelector<HTMLElement>('.selection button')?.focus();
}

/** Removes a binding in the draft. */
function removeBinding({ binding }: NestedBinding): void {
  if (binding.serviceId !== null) draftController.edit([{ cidr: binding.cidr, serviceId: null }]);
}

/** Reads a file or pasted text. The file panel shows what is wrong with it. */
function openFile(name: string, content: Blob): void {
  fileRead.abort();
  fileRead = new AbortController();
  const { signal } = fileRead;
  const { source } = store.get();
  if (source.kind !== 'file' || source.account !== null) loader.chooseFile();
  filePanel.use((panel) => panel.showReading(name));
  const read = async (): Promise<void> => {
    const { readAccountFile } = await import('./lazy.js');
    const result = await readAccountFile(name, content, signal);
    signal.throwIfAborted();
    if (result.kind === 'error') filePanel.showError(result.error);
    else loader.openLoadedAccount(result.value, 'file');
  };
  read().catch((error: unknown) => {
    if (!signal.aborted) filePanel.showError(unexpectedError(error, name));
  });
}

function drawWorkspace(state: PageState): void {
  const { account, openPrefix, zoom, lookupResult, selectedCidr } = state;
  const prefix = shownPrefix(state);
  const isOpen = prefix !== null && account.kind === 'ready' && openPrefix.kind === 'ready';
  const isEmpty = isOpen && prefix.nestedBindings.length === 0;
  const isLoading = account.kind === 'loading' || openPrefix.kind === 'loading';
  mountPoint('workspace').hidden = emptyStateOf(state) === null && account.kind !== 'ready';
  mountPoint('side').hidden = account.kind !== 'ready' && !isLoading;
  // The first answer would move the list.
  if (state.lookupResult.kind !== 'none' || isEmpty || openPrefix.kind === 'error') answeredAccount = account;
  mountPoint('prefixes').hidden = account.kind !== 'ready' || answeredAccount !== account;
  // A prefix without bindings has nothing to see, but it can be drafted.
  mountPoint('draft').hidden = !isOpen;
  mountPoint('save-menu').classList.toggle('is-off', !isOpen);
  for (const id of ['map', 'bindings']) mountPoint(id).hidden = !isOpen || isEmpty;
  if (!isOpen || isEmpty) return;
  versionToggle.update(state);
  const current = lookupResult.kind === 'resolved' ? lookupResult.resolution : null;
  // The marker is on the owner in the version that is shown.
  const isDraft = prefix !== openPrefix.value;
  const resolution = current !== null && isDraft ? prefix.resolve(current.address) : current;
  const isWithdrawn = isWithdrawnIn(state);
  mapCard.update({ prefix, palette: account.value.palette, zoom, resolution, selectedCidr, isWithdrawn });
}

function drawTable(state: PageState): void {
  const { account, lookupResult, selectedCidr, shownVersion } = state;
  const prefix = shownPrefix(state);
  if (prefix === null || account.kind !== 'ready') return;
  // The answer is about the current bindings, whose positions the draft's list does not share.
  const showsAnswer = lookupResult.kind === 'resolved' && shownVersion === 'current';
  const chain = rowMarksOf(showsAnswer ? lookupResult.resolution : null);
  treegrid.update(prefix, account.value.palette, { chain, selectedCidr });
}

function isWithdrawnIn({ bgp }: PageState): boolean {
  return bgp.kind === 'ready' && advertisedOf(bgp.value) === false;
}

function drawAnswer(state: PageState): void {
  const { lookupResult, account, openPrefix, draftPrefix } = state;
  if (account.kind !== 'ready') return;
  const isEmpty = openPrefix.kind === 'ready' && openPrefix.value.nestedBindings.length === 0;
  const isAwaited = !isEmpty && openPrefix.kind !== 'error';
  if (lookupResult.kind === 'none') lookupPanel.show(null, false, isAwaited);
  else if (lookupResult.kind === 'invalid') {
    const { text, error, suggestion } = lookupResult;
    lookupPanel.show(inputErrorCard(text, error, suggestion, lookUp), true);
  } else {
    const { resolution } = lookupResult;
    const drafted = draftPrefix?.resolve(resolution.address) ?? null;
    const prefixCidr = openPrefix.kind === 'ready' ? openPrefix.value.prefix.cidr : '';
    const onShow = (cidr: string): void => zoomTo(rangeOfCidr(cidr));
    const isWithdrawn = isWithdrawnIn(state);
    const answer = { resolution, prefixCidr, scope: scopeNoun(state), drafted, isWithdrawn };
    lookupPanel.show(answerCard(answer, account.value.palette, { onShow }), false);
  }
}

/** Looks up a first address in a prefix that was just opened, so that the page shows what an answer looks like. */
function lookUpFirst({ openPrefix, account }: PageState): void {
  if (openPrefix.kind !== 'ready' || account.kind !== 'ready') return;
  const examples = exampleAddresses(openPrefix.value);
  // The room is for the list of prefixes where it is long.
  lookupPanel.showExamples(account.value.prefixes.length > MAX_WITHOUT_SEARCH ? [] : examples);
  const { prefix, nestedBindings } = openPrefix.value;
  const [first = ''] = examples;
  if (pendingLookup?.prefixId === prefix.id) {
    lookUp(pendingLookup.text);
    if (pendingLookup.focuses) lookupPanel.focus();
  } else if (nestedBindings.length > 0) lookUp(first);
  pendingLookup = null;
}

/** Calls `draw` whenever one of the fields changes. The calls run in the order of the registrations below. */
function drawOn(keys: readonly (keyof PageState)[], draw: (state: PageState) => void): void {
  store.subscribe(onChange(keys, draw));
}

drawOn(['source', 'workerInfo', 'session'], (state) => drawSource(state, loader));
drawOn(['source'], ({ source }) => {
  const isOther =
    source.kind === 'demo' || source.kind === 'live' || (source.kind === 'file' && source.account);
  // The address would name a link that is not what the page shows.
  if (hasLink && isOther) history.replaceState(null, '', location.pathname + location.search);
  if (isOther) hasLink = false;
});
drawOn(['source', 'workerInfo', 'session'], (state) => drawSourceSetup(state, loader, filePanel));
drawOn(['account', 'prefixId', 'bgp', 'readAt', 'session'], (state) => drawPrefixHeader(state, refresh));
drawOn(['account', 'prefixId', 'draftedPrefixIds'], (state) => prefixList.update(state));
drawOn(['source', 'workerInfo', 'account', 'openPrefix', 'prefixId'], (state) =>
  drawEmptyState(state, loader),
);
drawOn(
  [
    'source',
    'workerInfo',
    'openPrefix',
    'account',
    'zoom',
    'lookupResult',
    'selectedCidr',
    'draftPrefix',
    'shownVersion',
    'bgp',
  ],
  drawWorkspace,
);
drawOn(['openPrefix', 'account', 'lookupResult', 'selectedCidr', 'draftPrefix', 'shownVersion'], drawTable);
drawOn(['openPrefix', 'lookupResult', 'account', 'draftPrefix', 'bgp'], drawAnswer);
// In a task of its own: drawing a long list takes long enough for one.
drawOn(['openPrefix'], ({ openPrefix }) => {
  setTimeout(() => {
    if (store.get().openPrefix === openPrefix) lookUpFirst(store.get());
  });
});

addEventListener('online', () => store.set({ online: true }));
addEventListener('offline', () => store.set({ online: false }));
listenForShortcuts({
  undo: () => draftController.undo(),
  redo: () => draftController.redo(),
  showKeys: () => void import('./lazy.js').then(({ showKeys }) => showKeys()),
  focusLookup() {
    if (mountPoint('workspace').hidden) return false;
    lookupPanel.focus();
    return true;
  },
});

async function start(): Promise<void> {
  // Loads beside the engine what is used right after it. A failure shows where it is used.
  if (location.hash === '') void import('./source/demo.js').catch(() => {});
  try {
    const response = await fetch(wasmUrl);
    if (!response.ok) throw new Error(`the server answered with status ${response.status}`);
    const type = response.headers.get('content-type') ?? '';
    if (/html/i.test(type)) throw new Error('the server sent an HTML page in place of the file');
    await init(await WebAssembly.compile(await response.arrayBuffer()));
  } catch (error) {
    store.set({ account: { kind: 'error', error: coreLoadError(error) } });
    return;
  }
  listenForFiles((name, content) => lazyParts.takeDroppedFile(name, content));
  if (!openFragment()) loader.start();
  addEventListener('hashchange', openFragment);
  const [{ connectLazyPanels }, { registerServiceWorker }] = await Promise.all([
    import('./app/lazy-panels.js'),
    import('./lazy.js'),
    import('./source/demo.js'),
  ]);
  const focusLookup = (): void => lookupPanel.focus();
  lazyParts = connectLazyPanels({
    store,
    loader,
    draftController,
    treegrid,
    prefixList,
    focusLookup,
    openFile,
  });
  await registerServiceWorker((offlineCopy) => store.set({ offlineCopy }));
}

/** Characters at the end of a link that tell it from others. */
const KEY_LENGTH = 64;

/** Opens the link in the address of the page; false where there is none. */
function openFragment(): boolean {
  const fragment = location.hash.slice(1);
  // What is not a place on this page is a link, maybe a damaged one.
  if (fragment === '' || document.getElementById(fragment) !== null) return false;
  hasLink = true;
  const open = async (): Promise<void> => {
    const { decodeFragment, openPayload, LINK_PREFIX_ID } = await import('./lazy.js');
    const result = await decodeFragment(fragment);
    if (result.kind === 'error') {
      loader.chooseFile();
      filePanel.showError(result.error);
      return;
    }
    const { contents, draft } = openPayload(result.value, fragment.slice(-KEY_LENGTH));
    const source = { kind: 'link', account: contents } as const;
    draftController.preload({ source, session: null }, LINK_PREFIX_ID, draft);
    loader.openLoadedAccount(contents, 'link');
  };
  open().catch((error: unknown) => filePanel.showError(unexpectedError(error, 'the link')));
  return true;
}

/** After the first visit the introduction is one line. */
function shortenLead(): void {
  try {
    if (localStorage.getItem(VISITED) === null) localStorage.setItem(VISITED, '1');
    else mountPoint('lead').classList.add('is-known');
  } catch {
    // A browser that stores nothing shows all of it.
  }
}

lockVersion();
shortenLead();
store.set({});
await start();
