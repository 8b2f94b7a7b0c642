// A run of the Worker in workerd, which is killed and started again on the same storage.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSite, REACHED, type Site } from './run-deployment.js';

test('a run goes on after each kill of workerd, before and after what it sends, and writes nothing twice', async (t) => {
  for (const side of ['before', 'after'] as const) {
    const kills: string[] = [];
    let requests = 0;
    let restarted: Promise<void> | undefined;
    let site: Site | undefined;
    const own = await openSite({
      onRequest(kind, now) {
        if (site === undefined || now !== side || kills.length === 8) return undefined;
        requests += 1;
        // The first process ends at its first request, the second one at its second.
        if (requests <= kills.length) return undefined;
        kills.push(kind);
        requests = 0;
        restarted = site.restart();
        return restarted.then(() => Promise.reject(new Error('killed')));
      },
    });
    t.after(() => own.close());
    const planned = await own.planned();
    const { id } = await own.start(planned);
    site = own;
    // On a slow machine the hours of the wait are over before the eighth kill.
    const isDone = () =>
      own.report(id).then(
        ({ status }) => status.state === 'done',
        () => false,
      );
    while (kills.length < 8 && !(await isDone())) {
      await restarted;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await restarted;
    await own.until(id, 'done');
    assert.deepEqual(own.bound(), REACHED);
    const steps = planned.plan.steps.map(({ op }) => op);
    for (const [kind, op] of [
      ['POST bindings', 'create'],
      ['DELETE binding', 'delete'],
    ] as const) {
      const sent = own.asked.filter((one) => one === kind).length;
      assert.equal(sent, steps.filter((one) => one === op).length, `${kind} ${side}`);
    }
    assert.ok(kills.length >= 4 && kills.some((kind) => kind.startsWith('POST')), kills.join());
  }
});
