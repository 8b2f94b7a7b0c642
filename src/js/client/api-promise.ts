// The promises that calls return: they also give the whole reply, and lists can be iterated directly.

import type { Reply } from './response.js';

/** The promise of a call's result. */
export class ApiPromise<T> implements Promise<T> {
  readonly #reply: Promise<Reply<T>>;

  /** @internal */
  constructor(reply: Promise<Reply<T>>) {
    this.#reply = reply;
  }

  get [Symbol.toStringTag](): string {
    return 'Promise';
  }

  /** The result with the messages and other fields of the envelope, and the status. */
  withReply(): Promise<Reply<T>> {
    return this.#reply;
  }

  // biome-ignore lint/suspicious/noThenProperty: the class exists to be awaited
  then<Done = T, Failed = never>(
    onDone?: ((value: T) => Done | PromiseLike<Done>) | null,
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.#reply.then(({ result }) => result).then(onDone, onFailed);
  }

  catch<Failed = never>(
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<T | Failed> {
    return this.then(undefined, onFailed);
  }

  finally(onEnd?: (() => void) | null): Promise<T> {
    return this.then().finally(onEnd);
  }
}

/** The promise of a list: `await` gives an array, `for await` its items. */
export class ListPromise<T> extends ApiPromise<readonly T[]> implements AsyncIterable<T> {
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* await this;
  }
}
