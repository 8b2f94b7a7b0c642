// Lets contestants run the same work in turns, and says how long each took for one operation.

/** Rounds of a race; a median of fewer says nothing on a busy machine. */
export const ROUNDS = 11;
/** A run shorter than this is repeated within the round. */
const SHORTEST_MS = 6;

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Fails unless every contestant answers like the first one. */
export function agree(what, contestants) {
  const [first, ...others] = contestants.map(({ name, answers }) => ({ name, answers: answers() }));
  if (first.answers.length === 0) throw new Error(`${what}: there is nothing to compare`);
  for (const { name, answers } of others) {
    const shorter = Math.min(first.answers.length, answers.length);
    if (shorter === 0) throw new Error(`${what}: ${name} answers nothing`);
    for (let i = 0; i < shorter; i++) {
      // Who only says yes or no is asked only for that.
      const expected = typeof answers[i] === 'boolean' ? first.answers[i] >= 0 : first.answers[i];
      if (answers[i] !== expected) {
        throw new Error(`${what}: answer ${i} of ${name} is ${answers[i]}, of ${first.name} ${expected}`);
      }
    }
  }
}

/** A loop of its own for each contestant, so that none spoils what the engine has learned of another. */
export function loop(find, inputs) {
  const body = 'let sum = 0; for (let i = 0; i < inputs.length; i++) sum += find(inputs[i]) | 0; return sum;';
  return new Function('find', 'inputs', `return () => { ${body} }`)(find, inputs);
}

/**
 * Runs all contestants `ROUNDS` times in turns. Where `run` returns a promise, it is awaited before the next run.
 *
 * @param {{ name: string, run: () => unknown, operations: number }[]} contestants the first one is ours
 * @returns {{ name: string, ns: number, ratio: number }[]} nanoseconds for one operation, and how many times as
 *   long as ours it took: the median of the rounds, and of the ratios within each round
 */
export async function race(contestants) {
  const lanes = [];
  for (const { name, run, operations } of contestants) {
    // Warm: long enough for the engine to compile the loop.
    const began = performance.now();
    const isAsync = run() instanceof Promise;
    let runs = 1;
    do {
      runs += 1;
      if (isAsync) await run();
      else run();
    } while (performance.now() - began < 25 * SHORTEST_MS && runs < 2000);
    const once = (performance.now() - began) / runs;
    const repeat = Math.max(1, Math.ceil(SHORTEST_MS / once));
    lanes.push({ name, run, isAsync, operations, repeat, times: [] });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < lanes.length; i++) {
      const lane = lanes[(i + round) % lanes.length];
      const began = performance.now();
      if (lane.isAsync) for (let n = 0; n < lane.repeat; n++) await lane.run();
      else for (let n = 0; n < lane.repeat; n++) lane.run();
      lane.times.push(((performance.now() - began) * 1e6) / lane.repeat / lane.operations);
    }
  }
  const ours = lanes[0].times;
  return lanes.map(({ name, times }) => ({
    name,
    ns: median(times),
    ratio: median(times.map((time, round) => time / ours[round])),
  }));
}
