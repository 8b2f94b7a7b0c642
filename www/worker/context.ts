// The parts of the platform's execution context that the Worker uses.

/** The context of a request. */
export interface Context {
  waitUntil(work: Promise<unknown>): void;
  /** Set by the platform where Access guards the Worker. */
  readonly access?: PlatformAccess | undefined;
}

/** What the platform says about a request that came through Access. */
export interface PlatformAccess {
  /** The audience tag, or tags, of the Access application. */
  readonly aud: string | readonly string[];
  getIdentity(): Promise<unknown>;
}
