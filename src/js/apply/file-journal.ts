// A journal in a file: each append is on the disk before it returns.

import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { escapeInvisible } from '../text/sanitize.js';
import { encodeUtf8 } from '../text/utf8.js';
import { ByoipError } from '../types/errors.js';
import { systemCodeOf } from '../types/realm.js';
import { type Journal, journalChanged } from './journal.js';

/** Only its user can read it: it has ids of the account. */
const MODE = 0o600;
/** Bytes before an append that are compared with what this process has read or written. */
const TAIL = 64;

/**
 * Opens the journal in a file, for Node and what is like it. A file that does not exist is created, for its user only, unless
 * `create` is false. Each append is on the disk before it resolves.
 *
 * @throws ByoipError `journal-unusable` where the file can be neither opened nor created
 *
 * @example
 * ```ts
 * const journal = () => fileJournal('run.jsonl', { create: true });
 * ```
 */
export async function fileJournal(
  path: string,
  { create = true }: { readonly create?: boolean } = {},
): Promise<Journal> {
  try {
    return new FileJournal(path, create ? await createOrOpen(path) : await open(path, 'r+'));
  } catch (error) {
    throw unusable(path, error, create);
  }
}

async function createOrOpen(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'wx+', MODE);
    await syncFolder(path);
    return file;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return open(path, 'r+');
    throw error;
  }
}

class FileJournal implements Journal {
  readonly name: string;
  readonly #file: FileHandle;
  /** Bytes of the file when it was last read or written, and the last of them. */
  #size = 0;
  #tail: Uint8Array = new Uint8Array();

  constructor(path: string, file: FileHandle) {
    this.name = path;
    this.#file = file;
  }

  async read(): Promise<Uint8Array> {
    const { size } = await this.#file.stat();
    const bytes = new Uint8Array(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await this.#file.read(bytes, at, size - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    const all = bytes.subarray(0, at);
    this.#remember(all, at);
    return all;
  }

  async append(lines: string, after: number): Promise<void> {
    await this.#checkUnchanged();
    const bytes = encodeUtf8(lines);
    try {
      if (after < this.#size) await this.#file.truncate(after);
      let written = 0;
      while (written < bytes.length) {
        const left = bytes.length - written;
        const { bytesWritten } = await this.#file.write(bytes, written, left, after + written);
        written += bytesWritten;
      }
      await this.#file.sync();
    } catch (error) {
      // What was written of the lines is torn, and is cut when the run is resumed.
      await this.#file.truncate(after).catch(() => {});
      throw error;
    }
    this.#remember(bytes, after + bytes.length);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Somebody else's lines make the file longer, or change its end. @throws ByoipError `journal-changed` */
  async #checkUnchanged(): Promise<void> {
    const { size } = await this.#file.stat();
    const found = new Uint8Array(this.#tail.length);
    const { bytesRead } = await this.#file.read(found, 0, found.length, this.#size - found.length);
    const isSame = bytesRead === found.length && found.every((byte, i) => byte === this.#tail[i]);
    if (size !== this.#size || !isSame) throw journalChanged(this.name);
  }

  #remember(last: Uint8Array, size: number): void {
    this.#size = size;
    this.#tail = last.slice(-TAIL);
  }
}

/** Makes the name of a new file durable. Some systems cannot open a folder: there the file itself is synced. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r').catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

function unusable(path: string, error: unknown, create: boolean): ByoipError {
  const reason = systemCodeOf(error) ?? String(error);
  return new ByoipError(
    {
      code: 'journal-unusable',
      message: `the journal \`${escapeInvisible(path, 200)}\` cannot be opened: ${escapeInvisible(reason, 80)}`,
      help: create ? 'name a file in a folder that exists' : 'name the file with which the run was started',
    },
    { cause: error },
  );
}
