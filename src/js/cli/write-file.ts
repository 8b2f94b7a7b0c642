// Writes the output of a command.

import { writeFileSync } from 'node:fs';
import { CommandError, systemErrorCode } from './errors.js';
import type { Io } from './io.js';
import { safeText } from './output.js';

/**
 * Writes a file; without a path, to standard output.
 *
 * @throws CommandError `output-failed`
 */
export async function writeOutput(text: string, path: string | undefined, io: Io): Promise<void> {
  if (path === undefined) return io.stdout.write(text);
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new CommandError({
      code: 'output-failed',
      message: `the file \`${safeText(path, 200)}\` cannot be written: ${systemErrorCode(error)}`,
      help: 'name a file in a folder that exists',
    });
  }
}
