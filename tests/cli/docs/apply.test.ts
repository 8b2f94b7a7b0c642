// docs/apply.md: its sessions have the real output but for times, its program runs, and it has every code of a stop.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { RUN_BLOCK_CODES } from '../../../src/js/types/codes.js';
import { fastAccount, SLOW } from '../setup/apply-process.js';
import { checkSessions } from '../setup/console-sessions.js';
import { run, temporaryFolder } from '../setup/run-command.js';

const page = readFileSync('docs/apply.md', 'utf8');

/** Times differ from run to run. */
const withoutTimes = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?/g, 'TIME')
    .replace(/(\d+ h )?\d+ (h|min|s)( left|\n|$)/g, 'SOME TIME$3');

test('every session in docs/apply.md has the real output, but for times', async () => {
  const { env } = await fastAccount(SLOW);
  await checkSessions('docs/apply.md', temporaryFolder(), { ...env, TZ: 'UTC' }, undefined, withoutTimes);
});

test('the program in docs/apply.md carries a plan out', async () => {
  const { env, bound } = await fastAccount();
  const [, program = ''] = /^```js\n(.*?)^```$/ms.exec(page) ?? [];
  const settings =
    'const { CLOUDFLARE_API_TOKEN: apiToken, CLOUDFLARE_ACCOUNT_ID: accountId } = process.env;\n';
  const file = join('target', 'tests', `apply-page-${process.pid}.mjs`);
  writeFileSync(file, settings + program);
  const { code, stdout, stderr } = await run(process.execPath, [file], { env });
  assert.deepEqual([code, stdout.trim().split('\n').at(-1)], [0, 'done 2'], stderr);
  assert.ok((await bound()).some((one) => one.startsWith('192.0.2.8/29')));
});

test('the page has every reason why a prefix stops', () => {
  for (const code of RUN_BLOCK_CODES) assert.ok(page.includes(`| \`${code}\` |`), code);
});
