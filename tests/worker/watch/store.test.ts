// The storage of the watch in the SQLite of a Durable Object, in workerd.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

/** A Durable Object whose requests are calls of the store: `[method, …arguments]`. */
const OBJECT = `
import { SqliteWatchStore } from './www/worker/watch/store.ts';
export class Store {
  constructor({ storage }) { this.storage = storage; }
  async fetch(request) {
    const [method, ...values] = await request.json();
    if (method === 'large') return Response.json({ value: this.large(...values) });
    try {
      return Response.json({ value: new SqliteWatchStore(this.storage)[method](...values) ?? null });
    } catch (error) {
      return Response.json({ error: error.message });
    }
  }
}
// A state that is too large for one row, and too large to be sent.
Store.prototype.large = function (name) {
  const changes = Object.fromEntries(Array.from({ length: 150_000 }, (_, i) => [name + ' ' + i, { cidr: name }]));
  const state = { format: 1, name: 'w', changes };
  const store = new SqliteWatchStore(this.storage);
  store.commit(state, []);
  return JSON.stringify(store.state()) === JSON.stringify(state) && JSON.stringify(state).length;
};
export default { fetch: (request, { STORE }) => STORE.get(STORE.idFromName('one')).fetch(request) };
`;

test('states of any size and any text, and alerts in their order, come back from SQLite as they were', async () => {
  const { outputFiles } = await build({
    stdin: { contents: OBJECT, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: '2026-04-20',
    modules: [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0]?.text ?? '' }],
    durableObjects: { STORE: { className: 'Store', useSQLite: true } },
  });
  const url = await miniflare.ready;
  const call = async (method: string, ...values: readonly unknown[]) => {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify([method, ...values]) });
    return (await answer.json()) as { value?: unknown; error?: string };
  };
  try {
    assert.deepEqual(await call('state'), { value: null });
    // Pairs of surrogates, a lone one, and NUL, at every offset of a part; 12 MB.
    const name = '\u{1f680}\ud83d\0é"\\';
    const { value: length } = await call('large', name);
    assert.ok(Number(length) > 5_000_000, String(length));
    const small = { format: 1, name: 'w', changes: {} };
    await call('commit', small, []);
    assert.deepEqual((await call('state')).value, small);

    const pending = Array.from({ length: 120 }, (_, i) => ({
      alert: { id: `w-${i}` },
      due: 0,
      arrived: [name],
    }));
    await call('commit', small, pending);
    assert.deepEqual((await call('pending')).value, pending);
    // An ID that exists is an error, and then the state stays as well.
    const other = { ...small, name: 'x' };
    assert.match((await call('commit', other, pending.slice(0, 1))).error ?? '', /UNIQUE/);
    assert.deepEqual((await call('state')).value, small);
    for (const one of pending.slice(0, 119)) await call('update', { ...one, due: 7 }, true);
    await call('update', { ...pending[119], due: 7 }, false);
    assert.deepEqual((await call('pending')).value, [{ ...pending[119], due: 7 }]);

    await call('commit', { ...small, format: 2 }, []);
    assert.match((await call('state')).error ?? '', /newer version/);
  } finally {
    await miniflare.dispose();
  }
});
