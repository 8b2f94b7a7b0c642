// The completion script in bash.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allCommands } from '../../../src/js/cli/commands.js';
import { COMPLETIONS, completionFolder } from '../setup/completion-cases.js';
import { run } from '../setup/run-command.js';

const cwd = await completionFolder('bash');
const PROGRAM = `source ./.script
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_byoip; printf '%s\\n' "\${COMPREPLY[@]}"`;

/** What bash offers for the last of these words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await run('bash', ['--norc', '-c', PROGRAM, 'bash', 'byoip', ...words], {
    cwd,
  });
  assert.deepEqual([code, stderr], [0, '']);
  return stdout
    .split('\n')
    .filter((line) => line !== '' && line !== '.script')
    .sort();
}

test('bash offers commands, options, the words of a choice, and files where a file is asked for', async () => {
  for (const [words, expected] of COMPLETIONS) {
    const found = (await offered(...words)).filter((word) => words.length > 1 || !word.startsWith('--'));
    assert.deepEqual(found, [...expected].sort(), words.join(' '));
  }
});

test('bash takes the = between option and value as a word, and a value is offered after it as well', async () => {
  assert.deepEqual(await offered('plan', '--policy', '='), ['fewest-writes', 'hitless']);
  assert.deepEqual(await offered('plan', '--policy', '=', 'h'), ['hitless']);
  assert.deepEqual(await offered('plan', '--to', '=', 'af'), ['after.json']);
});

test('every option of every command is offered', async () => {
  for (const { name, options } of await allCommands()) {
    const found = await offered(name, '--');
    for (const option of [...Object.keys(options), 'json', 'help']) {
      assert.ok(found.includes(`--${option}`), `${name} --${option}`);
    }
  }
});

test('shellcheck finds nothing in the script', async () => {
  const { stdout, code } = await run('shellcheck', ['.script'], { cwd });
  assert.deepEqual([code, stdout], [0, '']);
});
