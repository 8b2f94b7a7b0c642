// The state of the account now, as a snapshot.

import { collectSnapshot, type Snapshot, writeSnapshot } from '../../snapshot.js';
import { errorInBytes, usageError } from '../errors.js';
import { type Input, quoted, readInput } from '../input.js';
import type { Io } from '../io.js';
import { pluralize } from '../output.js';
import { connect } from './api-client.js';

/** Reads the whole account from the API. */
export async function liveSnapshot(values: Parameters<typeof connect>[0], io: Io): Promise<Snapshot> {
  const api = connect(values, io);
  let done = 0;
  const bindings = async (prefixId: string) => {
    io.progress.say(`${pluralize(done, 'prefix', 'prefixes')} read …`);
    done += 1;
    return api.bindings(prefixId);
  };
  return collectSnapshot({ ...api, bindings }, new Date());
}

/** A snapshot in a file, checked. @throws CommandError with the position of what is wrong in it */
export async function snapshotFile(path: string, io: Io): Promise<Input> {
  const input = await readInput(path, io);
  if (/^\s*\[/.test(new TextDecoder().decode(input.bytes.subarray(0, 256)))) {
    throw usageError(
      `${quoted(input.name)} is a list, not a snapshot`,
      'save one with `byoip snapshot -o FILE`; `byoip diff --to FILE` compares a list',
    );
  }
  canonicalText(input);
  return input;
}

/** The canonical text of a snapshot. @throws CommandError with the position of what is wrong in it */
export function canonicalText({ bytes, name }: Input): string {
  try {
    return writeSnapshot(bytes);
  } catch (error) {
    throw errorInBytes(error, name, bytes);
  }
}
