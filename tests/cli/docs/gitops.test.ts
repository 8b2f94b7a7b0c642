// docs/gitops.md: its list and its commands work in their order, with the exit codes that it names.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fastAccount } from '../setup/apply-process.js';
import { shell, temporaryFolder, writeInput } from '../setup/run-command.js';

const page = readFileSync('docs/gitops.md', 'utf8');
const [, list = ''] = /^```csv\n(.*?)^```$/ms.exec(page) ?? [];
const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
  block.trimEnd().split('\n'),
);

test('the commands of docs/gitops.md work in their order', async () => {
  const { env } = await fastAccount();
  const cwd = temporaryFolder();
  writeInput(cwd, 'bindings.csv', list);
  const run = (line: string, more: Readonly<Record<string, string>> = {}) =>
    shell(line, { cwd, env: { ...env, ...more } });
  assert.equal((await run('byoip snapshot -o last.json')).code, 0);
  const [markdown, plan, apply, expect, resume, status, diff, drift, snapshot] = commands;
  assert.equal(commands.length, 9);
  assert.equal((await run(markdown ?? '')).code, 0);
  const planned = await run(plan ?? '');
  assert.equal(planned.code, 0);
  const FINGERPRINT = /^fingerprint (\S+)$/m.exec(planned.stdout)?.[1] ?? '';
  assert.equal((await run((expect ?? '').replace('--confirm all', ''), { FINGERPRINT })).code, 1);
  assert.equal((await run(apply ?? '')).code, 0);
  assert.equal((await run(expect ?? '', { FINGERPRINT })).code, 1, 'the plan is another one now');
  for (const [line, code] of [
    [resume, 0],
    [status, 0],
    [diff, 0],
    [drift, 2],
    [snapshot, 0],
    [drift, 0],
  ] as const) {
    const { code: found, stdout, stderr } = await run(line ?? '');
    assert.equal(found, code, `${line}: ${stdout}${stderr}`);
  }
});
