// Runs the suites in workerd, and reports the results as Node tests.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Miniflare } from 'miniflare';
import type { Verdict } from './report.js';

const miniflare = new Miniflare({
  cf: false,
  compatibilityDate: '2026-04-20',
  modules: [
    {
      type: 'ESModule',
      path: 'worker.mjs',
      contents: readFileSync('target/tests/suite/run-workerd.mjs', 'utf8'),
    },
    ...['byoip.wasm', 'planner.wasm', 'resolve.wasm'].map((path) => ({
      type: 'CompiledWasm' as const,
      path,
      contents: readFileSync(`dist/${path}`),
    })),
  ],
});
let verdicts: readonly Verdict[];
try {
  const answer = await miniflare.dispatchFetch('http://localhost/');
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  verdicts = JSON.parse(text) as readonly Verdict[];
} finally {
  await miniflare.dispose();
}
for (const { law, fault } of verdicts) test(law, () => assert.ok(fault === null, fault ?? ''));
