// Carries the results of a suite from another runtime to Node's test runner.

import type { Runner } from '../assert.js';

/** One law, and how it was broken; `fault` is null where it holds. */
export interface Verdict {
  readonly law: string;
  readonly fault: string | null;
}

/** Runs suites without a test runner, and returns the results. */
export async function collect(suites: (t: Runner) => void): Promise<readonly Verdict[]> {
  const laws: { readonly law: string; readonly body: () => void | Promise<void> }[] = [];
  suites({ test: (law, body) => laws.push({ law, body }) });
  const verdicts: Verdict[] = [];
  for (const { law, body } of laws) {
    let fault: string | null = null;
    try {
      await body();
    } catch (error) {
      fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
    verdicts.push({ law, fault });
  }
  return verdicts;
}

/** The runner that puts a word before every law, to tell builds apart. */
export const named = (t: Runner, word: string): Runner => ({
  test: (law, body) => t.test(`${word} · ${law}`, body),
});
