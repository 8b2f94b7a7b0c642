// The prefixes of the open account with their bindings, each read when it is first needed and kept while the account is open.

import type { Prefix } from '../../../src/js/entry/page.js';
import { createOpenPrefix, type OpenPrefix } from '../bindings/open-prefix.js';
import type { BindingList } from '../bindings/read-bindings.js';
import { type LoadResult, unexpectedError } from '../errors/page-error.js';

/** Reads the bindings of a prefix. The caller disposes of the table. */
export type ReadBindings = (prefix: Prefix, signal: AbortSignal) => Promise<LoadResult<BindingList>>;

export class AccountPrefixes {
  readonly #read: ReadBindings;
  readonly #known = new Map<string, Promise<LoadResult<OpenPrefix>>>();
  readonly #reading = new AbortController();

  constructor(read: ReadBindings) {
    this.#read = read;
  }

  /** A prefix with its bindings. A failure is not kept, so that the next call tries again. */
  open(prefix: Prefix): Promise<LoadResult<OpenPrefix>> {
    const known = this.#known.get(prefix.id) ?? this.#open(prefix);
    this.#known.set(prefix.id, known);
    return known;
  }

  /** Ends all reading, and frees the tables. */
  dispose(): void {
    this.#reading.abort();
    for (const opening of this.#known.values()) {
      opening.then((opened) => {
        if (opened.kind === 'ready') opened.value.dispose();
      });
    }
    this.#known.clear();
  }

  async #open(prefix: Prefix): Promise<LoadResult<OpenPrefix>> {
    const { signal } = this.#reading;
    let list: LoadResult<BindingList> | null = null;
    try {
      list = await this.#read(prefix, signal);
      if (list.kind === 'ready')
        return { kind: 'ready', value: await createOpenPrefix(prefix, list.value, signal) };
      this.#known.delete(prefix.id);
      return list;
    } catch (error) {
      if (list?.kind === 'ready') list.value.table.dispose();
      this.#known.delete(prefix.id);
      return { kind: 'error', error: unexpectedError(error, `the bindings of ${prefix.cidr}`) };
    }
  }
}
