// What a person says to a run that is resumed: the options as commands.

import type { RunCommand } from '../../types/run.js';
import { usageError } from '../errors.js';
import { parseCidrArgument } from '../input.js';
import { safeText } from '../output.js';

/** The options with commands. */
export interface CommandValues {
  readonly answer?: readonly string[] | undefined;
  readonly 'skip-wait'?: string | undefined;
  readonly reason?: string | undefined;
  readonly abandon?: boolean;
}

/** The commands in the order in which they are carried out. `by`: the person. @throws CommandError `usage` */
export function resumeCommands(values: CommandValues, by: string): readonly RunCommand[] {
  const { answer = [], 'skip-wait': prefix, reason, abandon = false } = values;
  const commands: RunCommand[] = answer.map((text) => {
    const split = text.lastIndexOf('=');
    if (split <= 0) {
      throw usageError(
        `\`--answer\` is \`${safeText(text, 80)}\``,
        "write --answer 'QUESTION=CHOICE' as `byoip status` shows it",
      );
    }
    return { command: 'answer', question: text.slice(0, split), choice: text.slice(split + 1), by };
  });
  if (prefix !== undefined) {
    if (reason === undefined) {
      throw usageError(
        '`--skip-wait` has no reason',
        'pass --reason TEXT: the journal keeps it with your name',
      );
    }
    const { cidr } = parseCidrArgument(prefix, '--skip-wait');
    commands.push({ command: 'skip-wait', prefix: cidr, by, reason });
  } else if (reason !== undefined) {
    throw usageError('`--reason` is about a wait to skip', 'pass --skip-wait PREFIX as well');
  }
  return abandon ? [...commands, { command: 'abandon' }] : commands;
}
