// The parts of the platform's module that the Worker uses.

declare module 'cloudflare:workers' {
  /** The rows of a query. */
  export interface SqlRows<Row> extends Iterable<Row> {
    toArray(): Row[];
  }

  /** The storage of a Durable Object, with its alarm. */
  export interface DurableStorage {
    readonly sql: {
      exec<Row = Record<string, unknown>>(query: string, ...bindings: readonly unknown[]): SqlRows<Row>;
    };
    transactionSync<T>(work: () => T): T;
    /** Resolves once everything that was written is durable. */
    sync(): Promise<void>;
    getAlarm(): Promise<number | null>;
    setAlarm(at: number): Promise<void>;
    deleteAlarm(): Promise<void>;
  }

  export interface DurableContext {
    readonly storage: DurableStorage;
  }

  export class DurableObject<Settings> {
    protected ctx: DurableContext;
    protected env: Settings;
    constructor(ctx: DurableContext, env: Settings);
  }
}
