// docs/cli.md: its sessions have the real output, and it names every command, option and code.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { optionsOf } from '../../../src/js/cli/command.js';
import { allCommands } from '../../../src/js/cli/commands.js';
import { COMMAND_ERROR_CODES } from '../../../src/js/cli/errors.js';
import { COMMON_OPTIONS } from '../../../src/js/cli/options.js';
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

/** The chapter on a command, with the sections in it. */
function chapterOn(name: string): string {
  const start = page.search(new RegExp(`^##+ ${name}$`, 'm'));
  assert.ok(start >= 0, `there is no chapter on ${name}`);
  const [level = ''] = /^#+/.exec(page.slice(start)) ?? [];
  const rest = page.slice(start + level.length);
  const end = rest.search(new RegExp(`^#{2,${level.length}} `, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}

test('the page has the usage and the summary of every command', async () => {
  for (const { name, summary, usage } of await allCommands()) {
    assert.ok(page.includes(`| ${summary} |`), `the table has another summary of ${name}`);
    assert.ok(chapterOn(name).includes(`\`${usage}\``), `the usage of ${name} is not \`${usage}\``);
  }
});

/** Options that the page describes once for all commands. */
const SHARED = new Set(['account', 'base-url', 'output', ...Object.keys(COMMON_OPTIONS)]);

test('the chapter on a command names each of its options, and its table has no other and no other values', async () => {
  for (const command of await allCommands()) {
    const { name } = command;
    const options = optionsOf(command);
    const chapter = chapterOn(name);
    const named = new Set<string>();
    for (const [, row = ''] of chapter.matchAll(/^\| (`-.*?`) \| /gm)) {
      for (const [, option = '', value] of row.matchAll(/`--([\w-]+)(?: (.*?))?`/g)) {
        assert.ok(options[option], `${name} has no option --${option}`);
        if (value !== undefined) {
          assert.equal(value.replaceAll('\\|', '|'), options[option].value, `${name} --${option}`);
        }
      }
    }
    for (const [, option = ''] of chapter.matchAll(/--([\w…-]+)/g)) named.add(option);
    const isNamed = (option: string) =>
      named.has(option) ||
      [...named].some((one) => one.includes('…') && new RegExp(`^${one.replace('…', '.*')}$`).test(option));
    const missing = Object.keys(options).filter((option) => !SHARED.has(option) && !isNamed(option));
    assert.deepEqual(missing, [], `the chapter on ${name}`);
  }
});

test('the page names every code of the command line', () => {
  for (const code of COMMAND_ERROR_CODES) assert.ok(page.includes(`\`${code}\``), code);
});
