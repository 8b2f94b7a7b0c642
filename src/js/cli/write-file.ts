// Writes the output of a command to a file.

import { writeFileSync } from 'node:fs';
import { CommandError, systemErrorCode } from './errors.js';
import { safeText } from './output.js';

/**
 * Writes a file.
 *
 * @throws CommandError `output-failed`
 */
export function writeTextFile(path: string, text: string): void {
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
