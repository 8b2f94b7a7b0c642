// docs/cli.md: its sessions have the real output, and it names every command, option and code.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { allCommands } from '../../../src/js/cli/commands.js';
import { COMMAND_ERROR_CODES } from '../../../src/js/cli/errors.js';
import { checkSessions, sessionsOf } from '../setup/console-sessions.js';
import { startEmulator, temporaryFolder, writeInput } from '../setup/run-command.js';

const page = readFileSync('docs/cli.md', 'utf8');
const consoles = sessionsOf(page);

test('docs/cli.md has sessions', () => {
  assert.ok(consoles.length >= 9, `${consoles.length} sessions were found`);
});

test('every session in docs/cli.md has the real output', async () => {
  const cwd = temporaryFolder();
  const [, bindings = ''] = /^```json\n(.*?)^```$/ms.exec(page) ?? [];
  writeInput(cwd, 'bindings.json', bindings);
  const env = await startEmulator();
  await checkSessions('docs/cli.md', cwd, env);
});

test('the page names every command with its usage and every option of it', async () => {
  for (const { name, summary, usage, options } of await allCommands()) {
    const start = page.search(new RegExp(`^##+ ${name}$`, 'm'));
    assert.ok(start >= 0, `there is no chapter on ${name}`);
    assert.ok(page.includes(`| ${summary} |`), `the table has another summary of ${name}`);
    const chapter = page.slice(start);
    assert.ok(chapter.includes(`\`${usage}\``), `the usage of ${name} is not \`${usage}\``);
    for (const option of Object.keys(options)) assert.ok(page.includes(`--${option}`), `${name} --${option}`);
  }
});

test('the page names every code of the command line', () => {
  for (const code of COMMAND_ERROR_CODES) assert.ok(page.includes(`\`${code}\``), code);
});
