// The completion script in fish.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPLETIONS, completionFolder } from '../setup/completion-cases.js';
import { run } from '../setup/run-command.js';

const cwd = await completionFolder('fish');

test('fish offers commands, options, the words of a choice, and files where a file is asked for', async () => {
  for (const [words, expected] of COMPLETIONS) {
    const line = ['byoip', ...words].join(' ');
    const program = `source ./.script; complete -C '${line}'`;
    const { stdout, stderr } = await run('fish', ['--no-config', '-c', program], { cwd, env: { HOME: cwd } });
    assert.equal(stderr, '');
    const found = stdout.split('\n').flatMap((row) => row.split('\t')[0] || []);
    assert.deepEqual(found.sort(), [...expected].sort(), line);
  }
});

test('fish shows what a command and an option are for', async () => {
  const program =
    "source ./.script; complete -C 'byoip ag'; complete -C 'byoip plan --marked'; complete -C 'byoip plan --mark'";
  const { stdout } = await run('fish', ['--no-config', '-c', program], { cwd, env: { HOME: cwd } });
  assert.deepEqual(stdout.split('\n'), [
    'aggregate\tfind the fewest bindings for hosts, ranges and blocks',
    '--markdown\tprint Markdown, for a change ticket',
    '',
  ]);
});
