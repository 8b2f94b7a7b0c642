// A run of the Worker in workerd, which is killed and started again on the same storage.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSite, REACHED, type Site } from './run-deployment.js';

/** The request of each step that writes. */
const KINDS: Readonly<Record<string, string>> = { create: 'POST bindings', delete: 'DELETE binding' };

test('a run goes on after each kill of workerd, before and after what it sends, and writes nothing twice', async (t) => {
  for (const side of ['before', 'after'] as const) {
    /** A process ends at the first of these that it sends, the next one at the next of them. */
    let targets: readonly string[] = [];
    let kills = 0;
    let restarted: Promise<void> | undefined;
    let site: Site | undefined;
    const own = await openSite({
      onRequest(kind, now) {
        if (site === undefined || now !== side || kind !== targets[kills]) return undefined;
        kills += 1;
        restarted = site.restart();
        return restarted.then(() => Promise.reject(new Error('killed')));
      },
    });
    t.after(() => own.close());
    const planned = await own.planned();
    const writes = planned.plan.steps.flatMap(({ op }) => KINDS[op] ?? []);
    targets = writes.flatMap((write) => ['GET bindings', write]);
    const { id } = await own.start(planned);
    site = own;
    while (kills < targets.length) {
      await restarted;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await restarted;
    await own.until(id, 'done');
    assert.deepEqual(own.bound(), REACHED);
    const sent = own.asked.filter((one) => !one.startsWith('GET'));
    assert.deepEqual(sent, writes, side);
    assert.ok(writes.includes('POST bindings') && writes.includes('DELETE binding'));
  }
});
