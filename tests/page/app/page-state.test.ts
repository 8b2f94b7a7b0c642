// What the page shows follows from its state: the label of the source, the empty state, and the session without a token.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPalette } from '../../../src/js/map/model/palette.js';
import { prefixToOpen, sessionWithoutToken } from '../../../www/page/app/data-loader.js';
import { emptyStateOf } from '../../../www/page/app/empty-state.js';
import { hasUserToken, sourceLabel } from '../../../www/page/app/source-label.js';
import { unexpectedError } from '../../../www/page/errors/page-error.js';
import { INITIAL_STATE, type PageState } from '../../../www/page/state/page-state.js';
import { createStore, onChange } from '../../../www/page/state/store.js';

const OWN_TOKEN = {
  emulated: false,
  bringToken: false,
  writes: false,
  runs: false,
  watch: false,
  actor: null,
  accountId: 'a1',
};
const EMULATOR = { ...OWN_TOKEN, emulated: true };
const USER_TOKEN = { ...OWN_TOKEN, bringToken: true, accountId: null };
const ready = <T>(value: T): { kind: 'ready'; value: T } => ({ kind: 'ready', value });
const state = (patch: Partial<PageState>): PageState => ({ ...INITIAL_STATE, ...patch });
const live = (patch: Partial<PageState>): PageState => state({ source: { kind: 'live' }, ...patch });

test('a session needs no token where the Worker is an emulator or has a token of its own', () => {
  assert.deepEqual(sessionWithoutToken(EMULATOR), { token: 'emulator', accountId: 'a1' });
  assert.deepEqual(sessionWithoutToken(OWN_TOKEN), { token: '', accountId: 'a1' });
  assert.equal(sessionWithoutToken(USER_TOKEN), null);
  assert.equal(sessionWithoutToken({ ...OWN_TOKEN, accountId: null }), null);
});

test('a loaded account opens the prefix that was open before, or its first', () => {
  const prefixes = ['p1', 'p2'].map((id) => ({ id, cidr: '192.0.2.0/24', extra: {} }));
  assert.equal(prefixToOpen(prefixes, 'p2')?.id, 'p2');
  assert.equal(prefixToOpen(prefixes, 'gone')?.id, 'p1');
  assert.equal(prefixToOpen([], 'p1'), undefined);
});

test('the label never calls the demo, the emulator, a link or a file live', () => {
  const file = { name: 'x.json', services: [], prefixes: [], key: 'k', readAt: null, remark: '' };
  const tones = [
    state({}),
    live({ workerInfo: ready(EMULATOR) }),
    state({ source: { kind: 'link', account: file } }),
    state({ source: { kind: 'file', account: file } }),
    live({ workerInfo: ready(USER_TOKEN) }),
  ].map((one) => sourceLabel(one)?.[0]);
  assert.deepEqual(tones, ['emulated', 'emulated', 'emulated', 'plain', 'live']);
  assert.equal(sourceLabel(live({})), null, 'unknown until the Worker answers');
  assert.equal(sourceLabel(state({ source: { kind: 'file', account: null } })), null);
});

test('the page offers to forget a token only where the user entered one', () => {
  const session = { token: 't', accountId: 'a1' };
  assert.equal(hasUserToken(live({ workerInfo: ready(USER_TOKEN), session })), true);
  assert.equal(hasUserToken(live({ workerInfo: ready(USER_TOKEN) })), false);
  assert.equal(hasUserToken(live({ workerInfo: ready(OWN_TOKEN), session })), false);
  assert.equal(hasUserToken(state({ workerInfo: ready(USER_TOKEN), session })), false);
});

test('the empty state names the first thing that is missing, and what to retry', () => {
  const error = unexpectedError(new Error('x'), 'here');
  const failed = { kind: 'error', error } as const;
  const account = ready({
    services: [],
    palette: createPalette([]),
    prefixes: [],
  });
  const retryOf = (one: PageState): string | undefined => {
    const found = emptyStateOf(one);
    return found?.kind === 'error' ? found.retry : found?.kind;
  };
  assert.equal(retryOf(live({ workerInfo: failed, account: failed })), 'worker');
  assert.equal(retryOf(state({ workerInfo: failed, account: failed })), 'account');
  assert.equal(
    retryOf(state({ account: { kind: 'error', error: { ...error, code: 'core-missing' } } })),
    'reload-page',
  );
  assert.equal(retryOf(state({ account, openPrefix: failed })), 'prefix');
  assert.equal(retryOf(state({ account: { kind: 'loading' } })), 'loading');
  assert.equal(retryOf(state({ account })), 'no-prefixes');
  assert.equal(emptyStateOf(INITIAL_STATE), null);
});

test('only a user who brings a token is offered to enter another one', () => {
  const error = { ...unexpectedError(new Error('x'), 'here'), needsToken: true };
  const offers = [USER_TOKEN, OWN_TOKEN].map((info) => {
    const found = emptyStateOf(live({ workerInfo: ready(info), account: { kind: 'error', error } }));
    return found?.kind === 'error' && found.offersToken;
  });
  assert.deepEqual(offers, [true, false]);
});

test('a listener draws once at first, and then only when one of its fields changes', () => {
  const store = createStore({ a: 1, b: 1 });
  const drawn: number[] = [];
  store.subscribe(onChange(['a'], ({ a }) => drawn.push(a)));
  store.set({});
  store.set({ b: 2 });
  store.set({ a: 2 });
  store.set({ a: 2 });
  assert.deepEqual(drawn, [1, 2]);
});
