// `byoip completion`: prints the script that completes commands, options, values and files in a shell.

import { type Command, defineCommand } from '../command.js';
import { usageError } from '../errors.js';
import { completionScript, SHELLS } from '../help/completion.js';
import { EXIT } from '../io.js';
import { jsonText } from '../output.js';

/** The command, which describes all others. */
export const completion = (allCommands: () => Promise<readonly Command[]>): Command =>
  defineCommand({
    name: 'completion',
    usage: 'byoip completion bash|zsh|fish [--json]',
    options: {},
    limit: { most: 1, takes: 'one shell', help: 'remove the other arguments', values: SHELLS },
    notes: [
      'The script completes commands, options, the values of options that have a fixed choice, and files. It is about this version of byoip: load it each time that a shell starts, or save it again after an update.',
    ],
    examples: [
      {
        line: 'source <(byoip completion bash)',
        what: 'in ~/.bashrc, or with zsh in ~/.zshrc after compinit',
      },
      { line: 'byoip completion fish > ~/.config/fish/completions/byoip.fish', what: 'for fish' },
    ],
    async run({ values, args: [name], io }) {
      const shell = SHELLS.find((one) => one === name);
      if (shell === undefined) throw usageError('no shell is given', `write one of ${SHELLS.join(', ')}`);
      const script = completionScript(shell, await allCommands());
      await io.stdout.write(values.json ? `${jsonText({ shell, script })}\n` : script);
      return EXIT.ok;
    },
  });
