// Wires the page: the core is started, the store drives the screens, and what people do goes back into the store.

import wasmUrl from 'glue/core.wasm';
import { init } from '../../src/js/entry/slim.js';
import { answerCard } from './answer.js';
import { answerTo } from './asking.js';
import { createBindingsTable } from './bindings-table.js';
import { mount } from './dom.js';
import { faultCard } from './fault.js';
import { createLoading } from './loading.js';
import { createLookup } from './lookup.js';
import { addressNumber, contains, type Span, sameSpan, spanOfCidr } from './number-line.js';
import { examplesFor } from './opening.js';
import { createPicture } from './picture.js';
import { drawGate, drawOffline, drawPrefix, drawSession, drawUpstream } from './places.js';
import { INITIAL, type Opened, type State } from './state.js';
import { createStore, onChange } from './store.js';
import { coreTrouble } from './trouble.js';

const store = createStore<State>({ ...INITIAL, online: navigator.onLine });
const loading = createLoading(store);

/** Zooms the picture; the whole prefix is kept as `null`, so that there is one way to say it. */
function zoomTo(span: Span | null): void {
  const { opened } = store.get();
  if (opened.kind !== 'here') return;
  const whole = span === null || sameSpan(span, opened.value) || !contains(opened.value, span);
  store.set({ zoom: whole ? null : { first: span.first, last: span.last } });
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
const picture = createPicture(mount('picture'), { onZoom: zoomTo, onAsk: ask });
const table = createBindingsTable(mount('bindings'), (placed) => {
  zoomTo(placed);
  mount('picture').scrollIntoView({ block: 'nearest' });
});

function drawDesk({ opened, account, zoom, answer }: State): void {
  const here = opened.kind === 'here' && account.kind === 'here' && opened.value.placed.length > 0;
  mount('desk').hidden = !here;
  if (!here) return;
  const { palette } = account.value;
  const resolution = answer.kind === 'answer' ? answer.resolution : null;
  picture.update(opened.value, palette, zoom, resolution);
}

function drawTable({ opened, account, answer }: State): void {
  if (opened.kind !== 'here' || account.kind !== 'here') return;
  const marked = new Map<number, 'owner' | 'chain'>();
  if (answer.kind === 'answer') {
    const { owner, shadowed, regional, conflicts } = answer.resolution;
    for (const { index } of [...shadowed, ...regional, ...conflicts]) marked.set(index, 'chain');
    if (owner !== null) marked.set(owner.index, 'owner');
  }
  table.update(opened.value.placed, account.value.palette, marked);
}

function drawAnswer({ answer, account }: State): void {
  if (account.kind !== 'here') return;
  if (answer.kind === 'none') lookup.show(null, false);
  else if (answer.kind === 'fault') {
    lookup.show(faultCard(answer.text, answer.problem, answer.mend, ask), true);
  } else {
    const { resolution, elsewhere } = answer;
    const onShow = (cidr: string): void => zoomTo(spanOfCidr(cidr));
    lookup.show(
      answerCard(resolution, elsewhere, account.value.palette, { onShow, onSwitch: switchAndAsk }),
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

draws(['about', 'session'], (state) => drawUpstream(state, loading));
draws(['online'], ({ online }) => drawOffline(online));
draws(['about', 'session'], (state) => drawSession(state, loading));
draws(['account', 'prefixId', 'bgp'], (state) => drawPrefix(state, loading));
draws(['about', 'account', 'opened', 'prefixId'], (state) => drawGate(state, loading));
draws(['opened', 'account', 'zoom', 'answer'], drawDesk);
draws(['opened', 'account', 'answer'], drawTable);
draws(['answer', 'account'], drawAnswer);
draws(['opened'], greet);

addEventListener('online', () => store.set({ online: true }));
addEventListener('offline', () => store.set({ online: false }));
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.altKey || event.ctrlKey || event.metaKey) return;
  const { activeElement } = document;
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
    const trouble = coreTrouble(error);
    store.set({ about: { kind: 'problem', trouble } });
    return;
  }
  loading.start();
}

store.set({});
await boot();
