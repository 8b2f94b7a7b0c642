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
  /** Who carries out the run; the default is a random name. */
  readonly owner?: RunOwner | undefined;
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
