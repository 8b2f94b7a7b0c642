// Which safety checks of a plan are allowed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Refusal } from '../../../src/js/entry/page.js';
import {
  blockingRefusals,
  NO_OVERRIDES,
  validOverrides,
  withOverride,
} from '../../../www/page/plan/safety-checks.js';

const changed = (count: number): Refusal => ({
  code: 'too-many-changed',
  message: `${count} addresses move`,
  help: '',
  lift: 'changedPercent',
});

test('an allowed check does not block, and blocks again when it is no longer allowed', () => {
  const allowed = withOverride(NO_OVERRIDES, changed(8), true);
  assert.deepEqual(blockingRefusals([changed(8)], allowed), []);
  assert.deepEqual(blockingRefusals([changed(8)], withOverride(allowed, changed(8), false)), [changed(8)]);
});

test('a check with other figures has to be allowed anew', () => {
  const allowed = withOverride(NO_OVERRIDES, changed(8), true);
  assert.equal(validOverrides(allowed, [changed(8)]).size, 1);
  assert.equal(validOverrides(allowed, [changed(9)]).size, 0);
  assert.equal(validOverrides(allowed, []).size, 0);
});
