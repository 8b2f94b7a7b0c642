// How a run is carried out.

import type { Byoip } from '../client/client.js';
import type { PlatformSignal } from '../types/platform.js';
import type { RunCommand, RunEvent, RunOwner, RunView } from '../types/run.js';
import type { Journal } from './journal.js';

/** A question of a run to a person. */
export interface AskedQuestion {
  readonly question: string;
  readonly prefix: string;
  readonly message: string;
  readonly help: string;
  /** Each choice and its consequence. */
  readonly choices: readonly (readonly [choice: string, consequence: string])[];
}

/** When a process leaves a run that goes on later. Times are in milliseconds, by the clock of this machine. */
export interface RunLeave {
  /** Leaves instead of sleeping for longer than this. */
  readonly idle: number;
  /** Leaves after so long in all, once the requests in flight are answered; the default is never. */
  readonly total?: number | undefined;
}

/** How a run is carried out. */
export interface RunSettings {
  /** The client whose settings hold: base URL, credentials, `fetch`, `timeout`. Its retries and its request budget do not: a run has its own. */
  readonly client: Byoip;
  /** Where the run stores its records. It is closed at the end. */
  readonly journal: Journal;
  /** Pauses the run: the writes in flight end first. */
  readonly signal?: PlatformSignal | null | undefined;
  /** Called for everything that happens. Its errors are ignored. */
  readonly onEvent?: ((event: RunEvent, run: RunView) => void) | undefined;
  /** Identifier of a new run, which no other run has; the default is random. */
  readonly runId?: string | undefined;
  /** Who carries out the run; the default is a random name. */
  readonly owner?: RunOwner | undefined;
  /**
   * Leaves the run in its long waits: it resolves with {@link RunStatus.resumeIn}, and {@link resume} goes on then. For hosts that
   * cannot stay for hours, such as a scheduled job. While it looks into the outcome of a write, or into a difference, it stays.
   */
  readonly leave?: RunLeave | undefined;
  /** Asks a person; null leaves the question open, and the prefix stops. */
  readonly question?: ((asked: AskedQuestion) => Promise<string | null>) | undefined;
}

/** How a run is resumed. */
export interface ResumeSettings extends RunSettings {
  /** True to go on although another process holds the run: it is gone. */
  readonly takeOver?: boolean | undefined;
  /** Stops each prefix after so many of its steps; the default is all of them, whatever the plan says. */
  readonly untilStep?: number | undefined;
  /** Commands before the run goes on. */
  readonly commands?: readonly RunCommand[] | undefined;
}
