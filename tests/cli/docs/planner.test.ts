// docs/planner.md: its sessions have the real output, and its functions are those of the package.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as byoip from 'byoip';
import { checkSessions, sessionsOf } from '../setup/console-sessions.js';
import { temporaryFolder, writeInput } from '../setup/run-command.js';

const page = readFileSync('docs/planner.md', 'utf8');
const sessions = sessionsOf(page);

test('every session in docs/planner.md has the real output, and its maps are the drawn ones', async () => {
  assert.ok(sessions.length >= 5, `${sessions.length} sessions were found`);
  const cwd = temporaryFolder();
  const [, bindings = ''] = /^```json\n(.*?)^```$/ms.exec(page) ?? [];
  writeInput(cwd, 'bindings.json', bindings);
  await checkSessions('docs/planner.md', cwd, {});
  for (const picture of ['map-shields.svg', 'map-replaced.svg']) {
    const drawn = readFileSync(join(cwd, picture), 'utf8');
    assert.equal(readFileSync(join('docs', picture), 'utf8'), drawn, picture);
    assert.ok(page.includes(`](${picture})`), `the page shows ${picture}`);
  }
});

test('the functions that the page names are there', () => {
  const [, signatures = ''] = /^```ts\n(.*?)^```$/ms.exec(page) ?? [];
  const names = [...signatures.matchAll(/^(\w+)\(/gm)].map(([, name = '']) => name);
  assert.deepEqual(names, ['plan', 'render', 'explain', 'diff', 'readDesired', 'findService']);
  for (const name of names) assert.equal(typeof Reflect.get(byoip, name), 'function', name);
});
