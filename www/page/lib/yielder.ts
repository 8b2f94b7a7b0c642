// Long work in short tasks: whoever works takes a breath now and then, and the page answers in between.

/** How long a task may go on before it takes a breath, ms. */
const TASK_MS = 10;

/** Paces one piece of long work. */
export class Yielder {
  readonly #signal: AbortSignal | null;
  #until = performance.now() + TASK_MS;

  /** `signal` ends the work at its next breath. */
  constructor(signal: AbortSignal | null = null) {
    this.#signal = signal;
  }

  /** True when the task has gone on long enough. */
  get isDue(): boolean {
    return performance.now() >= this.#until;
  }

  /** Lets the page answer, then goes on in a new task. Throws the signal's reason where it was aborted. */
  async yield(): Promise<void> {
    await new Promise<void>((resolve) => {
      setTimeout(resolve);
    });
    this.#signal?.throwIfAborted();
    this.#until = performance.now() + TASK_MS;
  }
}

/** `list` mapped, with a breath as often as it is due. */
export async function mapYielding<T, U>(
  list: readonly T[],
  one: (value: T, at: number) => U,
  breath: Yielder,
): Promise<U[]> {
  const out: U[] = [];
  for (const [at, value] of list.entries()) {
    out.push(one(value, at));
    if ((at & 63) === 63 && breath.isDue) await breath.yield();
  }
  return out;
}
