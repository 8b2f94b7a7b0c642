// Wires the page: the core is started, the store drives the screens, and what people do goes back into the store.

import wasmUrl from 'glue/core.wasm';
import { init } from '../../src/js/entry/page.js';
import { createLoading } from './app/data-loader.js';
import { examplesFor } from './app/open-prefix.js';
import { INITIAL, type Opened, type State, shown } from './app/state.js';
import {
  drawGate,
  drawKeeping,
  drawOffline,
  drawPrefix,
  drawSession,
  drawUpstream,
} from './app/status-views.js';
import { createStore, onChange } from './app/store.js';
import type { Placed } from './bindings/nest-bindings.js';
import { printTable } from './bindings/print-table.js';
import { createTreegrid } from './bindings/treegrid.js';
import { createDraftController } from './draft/draft-controller.js';
import { applyEdits } from './draft/draft-model.js';
import { faultCard } from './errors/input-error.js';
import { coreTrouble, unexpectedTrouble } from './errors/page-error.js';
import { addressNumber, contains, type Span, sameSpan, spanOfCidr } from './lib/address-range.js';
import { mount } from './lib/dom.js';
import { answerCard } from './lookup/answer-card.js';
import { createLookup } from './lookup/lookup.js';
import { answerTo } from './lookup/resolve-input.js';
import { createPicture } from './map/map-view.js';
import { createFaces } from './map/version-toggle.js';
import { holdVersion } from './offline/version-lock.js';
import { listenForFiles } from './source/drop-and-paste.js';
import { createFilePanel } from './source/file-panel.js';

const store = createStore<State>({ ...INITIAL, online: navigator.onLine });
const loading = createLoading(store);

/** Zooms the picture; the whole prefix is kept as `null`, so that there is one way to say it. */
function zoomTo(span: Span | null): void {
  const { opened } = store.get();
  if (opened.kind !== 'here') return;
  const whole = span === null || sameSpan(span, opened.value) || !contains(opened.value, span);
  store.set({ zoom: whole ? null : { first: span.first, last: span.last } });
}

/** Points a binding out, in the picture and in the table. */
function pick(placed: Placed): void {
  store.set({ selected: placed.binding.cidr });
  zoomTo(placed);
}

function ask(text: string): void {
  const { opened, account, zoom } = store.get();
  if (opened.kind !== 'here' || account.kind !== 'here') return;
  const answer = answerTo(text, opened.value, account.value.prefixes);
  lookup.fill(answer.kind === 'answer' ? answer.resolution.address : text);
  const address = answer.kind === 'answer' ? addressNumber(answer.resolution.address) : null;
  const inView = zoom === null || address === null || (zoom.first <= address && address <= zoom.last);
  store.set({ answer, zoom: inView ? zoom : null });
}

/** Opens another prefix, and asks the same address again as soon as its bindings are there. */
function switchAndAsk(prefixId: string): void {
  const { answer } = store.get();
  if (answer.kind !== 'answer') return;
  pending = { prefixId, text: answer.resolution.address };
  loading.openPrefix(prefixId);
}

let pending: { readonly prefixId: string; readonly text: string } | null = null;

const lookup = createLookup(mount('ask'), ask);
const drafting = createDraftController(store);
const faces = createFaces(drafting.showVersion);
const picture = createPicture(mount('picture'), { onZoom: zoomTo, onPick: pick, onAsk: ask }, faces.root);
const table = createTreegrid(mount('bindings'), { onPick: pick, onRemove: unbind, onChange: goToBar });
const files = createFilePanel(openFile);

/** Leads from the table to the bar that changes the binding that is pointed out: on a phone it is screens away. */
function goToBar(): void {
  const bar = mount('draft').querySelector('.selection');
  bar?.scrollIntoView({ block: 'center' });
  bar?.querySelector('button')?.focus({ preventScroll: true });
}

/** Unbinds a binding in the draft. */
function unbind({ binding }: Placed): void {
  const { opened, draft } = store.get();
  if (opened.kind !== 'here' || binding.serviceId === null) return;
  const wishes = [{ cidr: binding.cidr, serviceId: null }];
  drafting.commit(applyEdits(draft.present, drafting.currentServices(opened.value), wishes));
}

let reading = new AbortController();

/** Reads a file or a paste, wherever it came from; a bad one is explained in the file panel. */
function openFile(name: string, content: Blob): void {
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  const { origin } = store.get();
  if (origin.kind !== 'file' || origin.contents !== null) loading.awaitFile();
  files.wait(name);
  const read = async (): Promise<void> => {
    const { readContents } = await import('./lazy.js');
    const outcome = await readContents(name, content, signal);
    signal.throwIfAborted();
    if (outcome.kind === 'problem') files.complain(outcome.trouble);
    else loading.openContents(outcome.value, 'file');
  };
  read().catch((error: unknown) => {
    if (!signal.aborted) files.complain(unexpectedTrouble(error, name));
  });
}

function drawDesk(state: State): void {
  const { account, opened, zoom, answer, selected } = state;
  const face = shown(state);
  const here = face !== null && account.kind === 'here' && opened.kind === 'here';
  mount('desk').hidden = !here;
  if (!here) return;
  // Without a binding there is nothing to ask or to see, and everything to draft.
  const isEmpty = face.placed.length === 0;
  mount('desk').classList.toggle('alone', isEmpty);
  for (const id of ['ask', 'picture', 'bindings', 'many', 'keep']) mount(id).hidden = isEmpty;
  if (isEmpty) return;
  faces.update(state);
  const told = answer.kind === 'answer' ? answer.resolution : null;
  // The mark stands on the owner of the face that is shown.
  const resolution = told === null || face === opened.value ? told : face.resolve(told.address);
  picture.update(face, account.value.palette, zoom, resolution, selected);
}

function drawTable(state: State): void {
  const { account, answer, selected } = state;
  const face = shown(state);
  if (face === null || account.kind !== 'here') return;
  const chain = new Map<number, 'owner' | 'chain'>();
  if (answer.kind === 'answer' && state.face === 'now') {
    const { owner, shadowed, regional, conflicts } = answer.resolution;
    for (const { index } of [...shadowed, ...regional, ...conflicts]) chain.set(index, 'chain');
    if (owner !== null) chain.set(owner.index, 'owner');
  }
  table.update(face, account.value.palette, { chain, selected });
}

function drawAnswer({ answer, account, drafted }: State): void {
  if (account.kind !== 'here') return;
  if (answer.kind === 'none') lookup.show(null, false);
  else if (answer.kind === 'fault') {
    lookup.show(faultCard(answer.text, answer.problem, answer.mend, ask), true);
  } else {
    const { resolution, elsewhere } = answer;
    const after = drafted === null ? null : drafted.resolve(resolution.address);
    const onShow = (cidr: string): void => zoomTo(spanOfCidr(cidr));
    lookup.show(
      answerCard(resolution, elsewhere, after, account.value.palette, { onShow, onSwitch: switchAndAsk }),
      false,
    );
  }
}

function greet({ opened }: State): void {
  if (opened.kind !== 'here') return;
  const value: Opened = opened.value;
  const examples = examplesFor(value);
  lookup.offer(examples);
  if (pending?.prefixId === value.prefix.id) {
    ask(pending.text);
    lookup.focus();
  } else {
    const [first = ''] = examples;
    // The first screen shows an answer, so that what can be asked explains itself.
    if (value.placed.length > 0) ask(first);
  }
  pending = null;
}

/** Draws `what` whenever one of the fields changes. The order is that of the screen; greeting comes last. */
function draws(keys: readonly (keyof State)[], what: (state: State) => void): void {
  store.subscribe(onChange(keys, what));
}

draws(['origin', 'about', 'session'], (state) => drawUpstream(state, loading));
draws(['online', 'keeping'], drawOffline);
draws(['keeping'], drawKeeping);
draws(['origin', 'about', 'session'], (state) => drawSession(state, loading, files));
draws(['account', 'prefixId', 'bgp'], (state) => drawPrefix(state, loading));
draws(['origin', 'about', 'account', 'opened', 'prefixId'], (state) => drawGate(state, loading));
draws(['opened', 'account', 'zoom', 'answer', 'selected', 'drafted', 'face'], drawDesk);
draws(['opened', 'account', 'answer', 'selected', 'drafted', 'face'], drawTable);
draws(['answer', 'account', 'drafted'], drawAnswer);
// In a task of its own: opening a long list has drawn enough for one.
draws(['opened'], ({ opened }) => {
  setTimeout(() => {
    if (store.get().opened === opened) greet(store.get());
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
  if (mount('desk').hidden) return;
  event.preventDefault();
  lookup.focus();
});

async function boot(): Promise<void> {
  try {
    const response = await fetch(wasmUrl);
    if (!response.ok) throw new Error(`the core came with status ${response.status}`);
    await init(await WebAssembly.compile(await response.arrayBuffer()));
  } catch (error) {
    store.set({ account: { kind: 'problem', trouble: coreTrouble(error) } });
    return;
  }
  listenForFiles(openFile);
  printTable(mount('print-table'), () => shown(store.get()));
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
    if (read.kind === 'problem') {
      loading.awaitFile();
      files.complain(read.trouble);
      return;
    }
    const { contents, draft } = openPayload(read.value);
    loading.openContents(contents, 'link');
    drafting.preload(LINK_PREFIX_ID, draft);
  };
  open().catch((error: unknown) => files.complain(unexpectedTrouble(error, 'the link')));
  return true;
}

/** Brings what is not needed for the first look; also what works offline later has to be fetched now. */
async function furnish(): Promise<void> {
  const [furniture] = await Promise.all([import('./lazy.js'), import('./source/demo.js')]);
  const {
    createDraftPanel,
    createPlanSection,
    createManyPanel,
    createSavePanel,
    createNamesNotice,
    keepPage,
  } = furniture;
  const panels = [
    createNamesNotice(mount('names')),
    createDraftPanel(mount('draft'), drafting),
    createPlanSection(mount('plan'), drafting),
    createManyPanel(mount('many')),
    createSavePanel(mount('keep'), drafting),
  ];
  // In a task of its own, as the greeting is.
  const keys = ['opened', 'account', 'session', 'bgp', 'draft', 'drafted', 'face', 'selected'] as const;
  draws(keys, () => {
    setTimeout(() => {
      for (const panel of panels) panel.update(store.get());
    });
  });
  store.set({});
  await keepPage(store);
}

holdVersion();
store.set({});
await boot();
