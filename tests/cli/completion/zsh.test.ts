// The completion script in zsh, in a terminal of its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { COMPLETIONS, completionFolder } from '../setup/completion-cases.js';
import { run, writeInput } from '../setup/run-command.js';

const cwd = await completionFolder('zsh');

// A shell in a pseudo-terminal lists the choices for each line, up to the word LISTED.
writeInput(
  cwd,
  '.driver',
  String.raw`zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; unsetopt zle_bracketed_paste prompt_sp; autoload -Uz compinit && compinit -u -D; source ./.script"
zpty -w shell "mark() print LISTED; zle -N mark; bindkey '^X' mark; bindkey '^I' list-choices"
zpty -w shell "LINES=100 COLUMNS=200; print READ''Y"
zpty -r shell screen '*READY*'
for line in "$@"; do
  zpty -n -w shell "$line"$'\t\C-x'
  zpty -r shell screen '*LISTED*'
  print -rn -- "$screen"
  zpty -n -w shell $'\C-u'
done
zpty -d shell
`,
);

/** The words that zsh lists for each line: the first of a row with a description, otherwise all of the row. */
async function offered(lines: readonly string[]): Promise<readonly (readonly string[])[]> {
  const env = { HOME: cwd, TERM: 'xterm' };
  const { stdout, code, stderr } = await run('zsh', ['-f', '.driver', ...lines], { cwd, env });
  assert.equal(code, 0, stderr);
  const screens = stripVTControlCharacters(stdout).split('LISTED');
  return lines.map((line, i) => {
    const rows = (screens[i] ?? '')
      .replaceAll('\u0007', '')
      .split(/[\r\n]+/)
      .map((row) => row.trim());
    const listed = rows.filter((row) => row !== '' && !line.startsWith(row) && !row.startsWith(line.trim()));
    return listed.flatMap((row) => (row.includes(' -- ') ? (row.split(' ')[0] ?? '') : row.split(/ {2,}/)));
  });
}

test('zsh offers commands, options, the words of a choice, and files where a file is asked for', async () => {
  const lines = COMPLETIONS.map(([words]) => ['byoip', ...words].join(' '));
  const found = await offered(lines);
  for (const [i, [words, expected]] of COMPLETIONS.entries()) {
    const names = (found[i] ?? []).map((word) => word.replaceAll('\\', ''));
    const without = names.filter((word) => words.length > 1 || !word.startsWith('--'));
    assert.deepEqual(without.sort(), [...expected].sort(), lines[i]);
  }
});
