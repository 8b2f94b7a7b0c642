// The state of the emulator in a file: read, locked and saved.

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  type Emulator,
  isSnapshotText,
  isStateError,
  readState,
  type State,
  writeState,
} from '../../emulator/index.js';
import { toUtf8 } from '../decode-text.js';
import { CommandError, systemErrorCode } from '../errors.js';
import { quoted, readInput } from '../input.js';
import type { Io } from '../io.js';
import { safeText } from '../output.js';
import { lockState, type StateLock } from './state-lock.js';

/** How far ahead of its clock an emulator promises not to go back after a kill, in real ms. */
const PROMISED = 2000;

/**
 * The state in a file that stays as it is: a snapshot, or a state of the emulator; `-` is standard input.
 *
 * @throws CommandError `state-malformed`, and the codes of `readInput`
 */
export async function readInitialState(path: string, now: number, delay: number, io: Io): Promise<State> {
  const { bytes, name } = await readInput(path, io);
  return parseState(new TextDecoder().decode(bytes), now, delay, {
    name: `${quoted(name)} is neither a snapshot nor a state of the emulator`,
    help: 'fix the file, or take a snapshot again: byoip snapshot -o FILE',
  });
}

/** Reads a state; `problem` says what the text is not, and what to do. */
function parseState(
  text: string,
  now: number,
  delay: number,
  problem: { readonly name: string; readonly help: string },
): State {
  try {
    return readState(text, now, delay);
  } catch (error) {
    if (!isStateError(error)) throw error;
    const { pointer, expected } = error;
    const at = pointer === '' ? 'the top' : `\`${safeText(pointer, 100)}\``;
    const message = `${problem.name}: expected ${expected} at ${at}`;
    throw new CommandError({ code: 'state-malformed', message, help: problem.help, pointer });
  }
}

/** A state file that this process has locked. */
export interface StateFile {
  /** The state in it; null where there is none yet. No earlier than what an emulator with this file has shown. */
  readonly state: State | null;
  /** Rejects once another process has taken over the file. */
  readonly lost: Promise<never>;
  /** Saves the state, at once or not at all. @throws CommandError `state-locked`, `state-unwritable` */
  save(emulator: Emulator): void;
  /** Makes sure that no later process goes behind the present time of the emulator, also after a kill. */
  keepTime(emulator: Emulator): void;
  /** Unlocks the file. */
  release(): void;
}

/**
 * Locks and reads a state file.
 *
 * @throws CommandError `state-locked`, `state-unwritable`, `input-unreadable`, `state-malformed`
 */
export async function openStateFile(name: string, now: number, delay: number): Promise<StateFile> {
  const path = realPath(name);
  const lock = await lockState({ path, name });
  try {
    return openedFile(lock, existsSync(path) ? readOwnState(path, name, now, delay) : null);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Two names of one file have one lock. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(path);
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : path;
}

function readOwnState(path: string, name: string, now: number, delay: number): State {
  let text: string;
  try {
    text = new TextDecoder().decode(toUtf8(readFileSync(path)));
  } catch (error) {
    throw new CommandError({
      code: 'input-unreadable',
      message: `the state file ${quoted(name)} cannot be read: ${systemErrorCode(error)}`,
      help: 'name a file that you may read and write',
    });
  }
  const state = parseState(text, now, delay, {
    name: `the state file ${quoted(name)} is not a state of the emulator`,
    help: 'fix the file, or name one that does not exist yet: the emulator then starts with its seeded state',
  });
  if (!isSnapshotText(text)) return state;
  throw new CommandError({
    code: 'state-malformed',
    message: `${quoted(name)} is a snapshot, which the emulator would overwrite with its state`,
    help: 'start from it with --from, and name another file with --state',
  });
}

function openedFile(lock: StateLock, read: State | null): StateFile {
  const { leftUntil, lost } = lock;
  const state =
    read === null || leftUntil === null ? read : { ...read, now: Math.max(read.now ?? 0, leftUntil) };
  let promised = Number.NEGATIVE_INFINITY;
  return {
    state,
    lost,
    save({ state: current, clock }) {
      current.now = clock.now();
      lock.write(writeState(current));
    },
    keepTime({ clock }) {
      const now = clock.now();
      if (now < promised) return;
      promised = now + PROMISED * clock.speed;
      lock.promise(promised);
    },
    release: lock.release,
  };
}
