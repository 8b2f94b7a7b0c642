// An account with more prefixes than the client may ask for in five minutes: the command waits, and does not fail.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInProcess } from '../setup/in-process.js';

const FIVE_MINUTES = 300_000;

/** Waits take no time: the clock advances instead. Time limits of requests stay real. */
function skipWaits(t: { readonly after: (restore: () => void) => void }): void {
  const { setTimeout: realTimeout } = globalThis;
  const realNow = performance.now.bind(performance);
  let skipped = 0;
  const shorter = (work: () => void, milliseconds = 0) => {
    const isWait = milliseconds > 1000 && milliseconds < 60_000;
    if (isWait) skipped += milliseconds;
    return realTimeout(work, isWait ? 0 : milliseconds);
  };
  globalThis.setTimeout = shorter as typeof setTimeout;
  performance.now = () => realNow() + skipped;
  t.after(() => {
    globalThis.setTimeout = realTimeout;
    performance.now = realNow;
  });
}

test('a thousand prefixes are read four at a time, within the request budget', async (t) => {
  skipWaits(t);
  const prefixes = Array.from({ length: 1000 }, (_, i) => ({
    id: `p${i}`,
    cidr: `10.${i >> 8}.${i & 255}.0/24`,
  }));
  const times: number[] = [];
  let [open, mostOpen] = [0, 0];
  const fetch = async (input: string | URL | Request) => {
    times.push(performance.now());
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    const [, number] = /p(\d+)\/bindings$/.exec(String(input)) ?? [];
    const own = prefixes[Number(number)];
    const result =
      own === undefined
        ? prefixes
        : [{ id: `b${number}`, cidr: own.cidr, service_id: 's', service_name: 'S' }];
    return new Response(JSON.stringify({ success: true, errors: [], messages: [], result }));
  };
  const env = { CLOUDFLARE_API_TOKEN: 't', CLOUDFLARE_ACCOUNT_ID: 'a' };
  const ran = await runInProcess(['list'], { env, fetch });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /\n1,000 prefixes, 1,000 bindings\n$/);
  assert.equal(times.length, 1001);
  assert.equal(mostOpen, 4);
  for (const [i, time] of times.entries()) {
    const before = times[i - 600];
    assert.ok(before === undefined || time - before >= FIVE_MINUTES - 1000, `request ${i} comes too early`);
  }
});
