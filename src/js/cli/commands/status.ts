// `byoip status`: where a run stands, from its journal alone.

import { readFileSync } from 'node:fs';
import { runStatus } from '../../apply/apply.js';
import { defineCommand } from '../command.js';
import { CommandError, systemErrorCode, usageError } from '../errors.js';
import { jsonText, safeText } from '../output.js';
import { exitCode } from '../run/carry-out.js';
import { statusText } from '../run/run-report.js';

export const status = defineCommand({
  name: 'status',
  usage: 'byoip status FILE [--json]',
  options: {},
  limit: { most: 1, takes: 'one journal', help: 'remove the other arguments', values: 'files' },
  notes: [
    'It reads the journal and sends nothing. The exit code is 0 where the run has ended, and 2 where it can be resumed.',
  ],
  examples: [{ line: 'byoip status run.jsonl', what: 'what is done, what is next, when does it end?' }],
  async run({ values, args: [path], io, paint }) {
    if (path === undefined) throw usageError('no journal is given', 'pass the file of the journal');
    io.rejectOutputFile(path);
    const journal = readJournal(path);
    const now = Math.max(Date.now(), lastTime(journal));
    const found = runStatus(journal, now);
    await io.stdout.write(values.json ? `${jsonText(found)}\n` : statusText(found, now, paint));
    return exitCode(found);
  },
});

/** The bytes of a journal. @throws CommandError `journal-unusable` */
export function readJournal(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError({
      code: 'journal-unusable',
      message: `the journal \`${safeText(path, 200)}\` cannot be opened: ${systemErrorCode(error)}`,
      help: 'pass the file that `byoip apply` named when it started',
    });
  }
}

/** The time of the last record: the clock of an emulator may be ahead of this machine's. */
function lastTime(journal: Uint8Array): number {
  const text = new TextDecoder().decode(journal.subarray(-4096));
  const times = [...text.matchAll(/"at":"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g)];
  return Date.parse(times.at(-1)?.[1] ?? '') || 0;
}
