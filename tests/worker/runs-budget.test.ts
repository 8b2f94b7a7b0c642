// The budget of requests that all runs share.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetedFetch, FULL_BUDGET, LONGEST_TURN, takeTurn } from '../../www/worker/runs/request-budget.js';

test('no window of five minutes has more than half of the requests that the API allows', () => {
  for (const speed of [1, 60]) {
    for (const spacing of [0, 100, 700]) {
      const sent: number[] = [];
      let state = FULL_BUDGET;
      for (let now = 0; now < 1_200_000 / speed; now += spacing / speed) {
        const next = takeTurn(state, now, speed);
        state = next.state;
        if (next.turn.isKept) sent.push(now + next.turn.wait);
        // A caller without a turn comes back later.
        else now += next.turn.wait - LONGEST_TURN;
      }
      const window = 300_000 / speed;
      let first = 0;
      sent.forEach((time, i) => {
        while (time - (sent[first] ?? 0) >= window) first += 1;
        assert.ok(i - first + 1 <= 600, `${i - first + 1} requests up to ${time}`);
      });
      assert.ok(spacing > 400 || sent.length > 2000, `${sent.length} requests in 20 minutes`);
      assert.deepEqual(
        sent,
        [...sent].sort((a, b) => a - b),
        'turns are in order',
      );
    }
  }
});

test('a clock that goes back gives no request away', () => {
  const { state } = takeTurn({ tokens: 0, at: 1_000_000 }, 0, 1);
  assert.deepEqual(state, { tokens: -1, at: 1_000_000 });
});

test('a request that would wait too long is not sent, and its answer is that of the API', async () => {
  for (const turns of [
    { take: async () => ({ wait: 61_000, isKept: false }) },
    { take: () => Promise.reject(new Error('the object is gone')) },
  ]) {
    const response = await budgetedFetch(turns, () => 1)('http://127.0.0.1:1/never');
    assert.equal(response.status, 429);
    assert.ok(Number(response.headers.get('retry-after')) >= 5);
    const { success, errors } = (await response.json()) as { success: boolean; errors: { code: number }[] };
    assert.deepEqual([success, errors[0]?.code], [false, 971]);
  }
});
