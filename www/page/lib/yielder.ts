// Splits long work into short tasks, so that the page responds in between.

/** Maximum length of a task, ms. */
const TASK_MS = 10;

/** Paces one piece of long work. */
export class Yielder {
  readonly #signal: AbortSignal | null;
  #until = performance.now() + TASK_MS;

  /** `signal` ends the work at the next `yield`. */
  constructor(signal: AbortSignal | null = null) {
    this.#signal = signal;
  }

  /** True when the task has run long enough. */
  get isDue(): boolean {
    return performance.now() >= this.#until;
  }

  /** Lets the page respond, then continues in a new task. Throws the signal's reason if it was aborted. */
  async yield(): Promise<void> {
    await new Promise<void>((resolve) => {
      setTimeout(resolve);
    });
    this.#signal?.throwIfAborted();
    this.#until = performance.now() + TASK_MS;
  }
}

/** `list.map(one)`, yielding whenever it is due. */
export async function mapYielding<T, U>(
  list: readonly T[],
  one: (value: T, at: number) => U,
  yielder: Yielder,
): Promise<U[]> {
  const out: U[] = [];
  for (const [at, value] of list.entries()) {
    out.push(one(value, at));
    if ((at & 63) === 63 && yielder.isDue) await yielder.yield();
  }
  return out;
}

/** Does work that can pause, and yields whenever it is due. */
export async function inTasks<T>(work: Generator<void, T>, yielder: Yielder): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (yielder.isDue) await yielder.yield();
  }
}
