// What a shell offers for a line, the same in every shell, in a folder with two files.

import { COMMANDS } from '../../../src/js/cli/commands.js';
import { byoip, temporaryFolder, writeInput } from './run-command.js';

/** A folder in which a shell completes: two files, of which one has a space in its name, and the script of the shell. */
export async function completionFolder(shell: string): Promise<string> {
  const cwd = temporaryFolder();
  writeInput(cwd, 'after.json', '');
  writeInput(cwd, 'my list.csv', '');
  writeInput(cwd, '.script', (await byoip(['completion', shell])).stdout);
  return cwd;
}

const FILES = ['after.json', 'my list.csv'];

/** Lines, of which the last word is completed, and the words that a shell offers. */
export const COMPLETIONS: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [[''], [...COMMANDS.keys(), 'help']],
  [['pl'], ['plan']],
  [['plan', '--po'], ['--policy']],
  [
    ['plan', '--ex'],
    ['--exit-code', '--expect', '--export'],
  ],
  [
    ['plan', '--policy', ''],
    ['fewest-writes', 'hitless'],
  ],
  [['emulator', '--profile', 's'], ['strict']],
  [['plan', '--to', ''], FILES],
  [['map', '-o', 'af'], ['after.json']],
  [['status', ''], FILES],
  [['diff', 'after.json', ''], FILES],
  [['resolve', '--from', 'my'], ['my list.csv']],
  // The shell does not know prefixes and blocks.
  [['resolve', '--prefix', ''], []],
  [['plan', '--add', ''], []],
  [['help', 'sn'], ['snapshot']],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
];
