// Writes what a command made into a file.

import { writeFileSync } from 'node:fs';
import { CommandError } from './errors.js';
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
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
    throw new CommandError({
      code: 'output-failed',
      message: `the file \`${safeText(path, 200)}\` cannot be written: ${reason}`,
      help: 'name a file in a folder that exists',
    });
  }
}
