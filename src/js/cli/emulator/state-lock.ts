// The lock of a state file: a folder next to it with the name of its owner, which the owner renews. It outlives a kill, and the
// next process takes it over. Temporary files are in it as well, so that a kill leaves none next to the state.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, systemErrorCode } from '../errors.js';
import { safeText } from '../output.js';

/** How often an owner renews its lock, ms. */
const RENEWAL = 1000;

/** An owner that does not renew its lock for this long is gone, ms. */
const PATIENCE = 10_000;

/** How long a process that takes over waits for others that do so at the same time, ms. */
const SETTLING = 250;

/** The content of a lock. */
interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Unique for each process that ever had the lock. */
  readonly id: string;
  /** Counts renewals. */
  readonly renewal: number;
  /** The latest time that the emulator shows before the next renewal, ms. */
  readonly until: number | null;
}

/** A lock that this process has. */
export interface StateLock {
  /** What the last owner left as its `until`; null where it ended by itself. */
  readonly leftUntil: number | null;
  /** Rejects with `state-locked` once another process has the lock. */
  readonly lost: Promise<never>;
  /** Records a time that no later process may go behind. @throws CommandError `state-locked`, `state-unwritable` */
  promise(until: number): void;
  /** Replaces the state file by this text, at once or not at all. @throws CommandError `state-locked`, `state-unwritable` */
  write(text: string): void;
  /** Gives the lock back. */
  release(): void;
}

/** A state file: its path, and its name in messages. */
export interface StatePath {
  readonly path: string;
  readonly name: string;
}

/**
 * Locks a state file. Where the lock has an owner that may be alive, this waits until it is renewed (then it is refused) or until
 * it was not renewed for some seconds.
 *
 * @throws CommandError `state-locked`, `state-unwritable`
 */
export async function lockState(file: StatePath): Promise<StateLock> {
  const folder = `${file.path}.lock`;
  const id = crypto.randomUUID();
  const own: LockOwner = { pid: process.pid, host: hostname(), id, renewal: 0, until: null };
  if (makeFolder(folder, file)) {
    writeOwner(folder, own, file);
    return heldLock(file, folder, own, null);
  }
  const last = await waitForEnd(folder, file);
  writeOwner(folder, own, file);
  await sleep(SETTLING);
  const now = readOwner(folder);
  if (now?.id !== id) throw inUse(file, now);
  return heldLock(file, folder, own, last?.until ?? null);
}

/** True where this call made the folder: only one process can. */
function makeFolder(folder: string, file: StatePath): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw unwritable(file, error);
  }
}

/** Waits until the owner of the lock is gone, and returns it. */
async function waitForEnd(folder: string, file: StatePath): Promise<LockOwner | null> {
  const first = readOwner(folder);
  const isHere = first !== null && first.host === hostname();
  if (isHere && (first.pid === process.pid || !isRunning(first.pid))) return first;
  for (let waited = 0; waited < PATIENCE; waited += 200) {
    await sleep(200);
    const now = readOwner(folder);
    if (now?.id !== first?.id || now?.renewal !== first?.renewal) throw inUse(file, now ?? first);
  }
  return first;
}

/** False where there is certainly no such process on this machine. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) !== 'ESRCH';
  }
}

function heldLock(file: StatePath, folder: string, first: LockOwner, leftUntil: number | null): StateLock {
  let owner = first;
  let lose = (_: CommandError): void => {};
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  // Who waits for it sees the rejection.
  lost.catch(() => {});
  const check = (): void => {
    const now = readOwner(folder);
    if (now?.id === owner.id) return;
    clearInterval(timer);
    const error = inUse(file, now);
    lose(error);
    throw error;
  };
  const renew = (until: number | null): void => {
    check();
    owner = { ...owner, renewal: owner.renewal + 1, until };
    writeOwner(folder, owner, file);
  };
  const timer = setInterval(() => {
    try {
      renew(owner.until);
    } catch {
      // A lost lock is reported by `lost`, a full disk by the next write of the state.
    }
  }, RENEWAL);
  timer.unref();
  return {
    leftUntil,
    lost,
    promise: renew,
    write(text) {
      check();
      const temporary = join(folder, 'new');
      try {
        writeFileSync(temporary, text);
        renameSync(temporary, file.path);
      } catch (error) {
        throw unwritable(file, error);
      }
    },
    release() {
      clearInterval(timer);
      if (readOwner(folder)?.id === owner.id) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The owner of a lock; null while it is being written, and for anything else. */
function readOwner(folder: string): LockOwner | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'owner'), 'utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { pid, host, id, renewal, until } = value as Readonly<Record<string, unknown>>;
    const isOwner =
      Number.isSafeInteger(pid) && Number(pid) > 0 && typeof host === 'string' && typeof id === 'string';
    if (!isOwner) return null;
    const time = typeof until === 'number' && Number.isFinite(until) ? until : null;
    return { pid: Number(pid), host, id, renewal: Number(renewal), until: time };
  } catch {
    return null;
  }
}

/** Replaces the owner, so that a reader never sees half of one. */
function writeOwner(folder: string, owner: LockOwner, file: StatePath): void {
  const temporary = join(folder, `owner.${owner.id}`);
  try {
    writeFileSync(temporary, JSON.stringify(owner));
    renameSync(temporary, join(folder, 'owner'));
  } catch (error) {
    throw unwritable(file, error);
  }
}

function inUse({ name }: StatePath, owner: LockOwner | null): CommandError {
  const by = owner === null ? 'another process' : `process ${owner.pid} on ${safeText(owner.host, 80)}`;
  return new CommandError({
    code: 'state-locked',
    message: `the state file \`${safeText(name, 200)}\` is in use by ${by}`,
    help: 'stop that emulator, or name another file',
  });
}

function unwritable({ name }: StatePath, error: unknown): CommandError {
  return new CommandError({
    code: 'state-unwritable',
    message: `the state file \`${safeText(name, 200)}\` cannot be written: ${systemErrorCode(error)}`,
    help: 'name a file in a folder that exists and that you may write to',
  });
}
