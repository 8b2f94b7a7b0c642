// The man page: valid roff, with every command and option of the help.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { optionsOf } from '../../../src/js/cli/command.js';
import { allCommands } from '../../../src/js/cli/commands.js';
import { byoip, run } from '../setup/run-command.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: a backspace is what is looked for
const OVERSTRUCK = /.\u0008/gu;
const page = readFileSync('dist/byoip.1', 'utf8');

test('mandoc finds nothing to complain about but that the page has no date', async () => {
  const { stdout } = await run('mandoc', ['-T', 'lint', '-W', 'warning', 'dist/byoip.1']);
  // The same sources give the same page.
  assert.match(stdout, /^mandoc: dist\/byoip\.1:1:\d+: WARNING: missing date, using "": TH\n$/);
});

test('the rendered page has the summary, usage, options, notes and examples of every command', async () => {
  const { stdout } = await run('mandoc', ['-T', 'utf8', '-O', 'width=900', 'dist/byoip.1']);
  // A bold letter is printed twice in one place.
  const text = stdout.replaceAll(OVERSTRUCK, '').replaceAll(/\s+/g, ' ');
  for (const command of await allCommands()) {
    const { summary, usage, notes, examples } = command;
    const helps = Object.values(optionsOf(command)).map(({ help }) => help);
    const lines = examples.map(({ line }) => line.replaceAll(/\s+/g, ' '));
    for (const part of [summary.slice(1), usage, ...notes, ...helps, ...lines]) {
      assert.ok(text.includes(part), `${command.name}: ${part}`);
    }
    for (const option of Object.keys(optionsOf(command))) assert.ok(text.includes(`--${option}`), option);
  }
});

test('`byoip help --man` prints the page', async () => {
  assert.deepEqual(await byoip(['help', '--man']), { code: 0, stdout: page, stderr: '' });
});
