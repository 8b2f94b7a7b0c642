// An emulator in this process with a virtual clock, a client on it, and runs of plans: hours pass at once.

import {
  Byoip,
  type ByoipOptions,
  type Journal,
  memoryJournal,
  type PlanTask,
  type RunEvent,
  type RunPlan,
  toRunPlan,
} from 'byoip';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type FaultName,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  SEED_SERVICES,
} from 'byoip/emulator';
import { requestKind } from '../setup/faulty-client.js';

export const TOKEN = 'a-token-of-some-length';
export const PREFIX = SEED_PREFIXES.v4;
const { cdn, spectrum, magicTransit } = SEED_SERVICES;

/** The bindings that the plans of these tests lead to. */
export const DESIRED = [
  { cidr: PREFIX.cidr, serviceId: magicTransit.id },
  { cidr: '192.0.2.1/32', serviceId: spectrum.id },
  { cidr: '192.0.2.16/29', serviceId: cdn.id },
];

/** The account, and what was sent to it. */
export interface World {
  readonly client: Byoip;
  readonly emulator: Emulator;
  /** Requests in the order of their arrival: `POST bindings`. */
  readonly asked: readonly string[];
  readonly events: readonly RunEvent[];
  readonly onEvent: (event: RunEvent) => void;
  /** A plan from the current bindings to these. */
  plan(desired?: PlanTask['desired'], limits?: PlanTask['limits']): Promise<RunPlan>;
  /** Blocks and services that are bound. */
  bound(): readonly string[];
}

/** What is special about a world. */
export interface WorldOptions extends Partial<EmulatorOptions> {
  /** The fault for a request. */
  readonly fault?: (kind: string, nth: number) => FaultName | undefined;
  /** Changes a response on its way. */
  readonly rewrite?: (response: Response, kind: string) => Promise<Response> | Response;
  readonly client?: Partial<ByoipOptions>;
}

export function createWorld({ fault, rewrite, client: settings, ...options }: WorldOptions = {}): World {
  const asked: string[] = [];
  const events: RunEvent[] = [];
  const emulator = createEmulator({
    ...options,
    faults: ({ method, url }) => {
      const kind = requestKind(method, url);
      return fault?.(kind, asked.filter((other) => other === kind).length);
    },
  });
  const time = () => emulator.clock.now();
  let inFlight = 0;
  const client = new Byoip({
    apiToken: TOKEN,
    accountId: SEED_ACCOUNT_ID,
    env: {},
    timeout: 20_000,
    fetch: async (input, init) => {
      inFlight += 1;
      try {
        const request = new Request(input as string, init as RequestInit);
        const kind = requestKind(request.method, request.url);
        asked.push(kind);
        const response = (await emulator.fetch(request)) as Response;
        return rewrite === undefined ? response : await rewrite(response, kind);
      } finally {
        inFlight -= 1;
      }
    },
    timing: {
      now: time,
      date: time,
      random: () => 0.5,
      sleep: async (milliseconds, signal) => {
        const given = signal as AbortSignal | null | undefined;
        // What has arrived is handled before time passes.
        for (let i = 0; i < 5 && given?.aborted !== true; i++) await new Promise((go) => setImmediate(go));
        while (inFlight > 0 && given?.aborted !== true) await new Promise((go) => setImmediate(go));
        if (given?.aborted === true) throw given.reason;
        emulator.clock.advance(milliseconds);
      },
    },
    ...settings,
  });
  const bindings = () =>
    emulator.state.accounts[0]?.prefixes.find(({ id }) => id === PREFIX.id)?.bindings ?? [];
  return {
    client,
    emulator,
    asked,
    events,
    onEvent: (event) => events.push(event),
    async plan(desired = DESIRED, limits = {}) {
      const current = await client.addressing.prefixes.serviceBindings.list(PREFIX.id);
      asked.length = 0;
      const most = { ...limits, changedPercent: 100, deletedPercent: 100 };
      const services = Object.values(SEED_SERVICES);
      const task = { prefix: { cidr: PREFIX.cidr }, current, desired, services, limits: most };
      return toRunPlan(SEED_ACCOUNT_ID, [{ prefixId: PREFIX.id, task }]);
    },
    bound: () =>
      bindings()
        .map(({ cidr, serviceId }) => `${cidr} ${serviceId}`)
        .sort(),
  };
}

/** What {@link World.bound} gives once the desired bindings are reached. */
export const REACHED = DESIRED.map(({ cidr, serviceId }) => `${cidr} ${serviceId}`).sort();

/** A journal in memory whose append number `nth` fails. */
export function failingJournal(nth: number): Journal & { readonly text: string } {
  const journal = memoryJournal();
  let count = 0;
  return {
    name: 'run.jsonl',
    get text() {
      return journal.text;
    },
    read: () => journal.read(),
    append: async (lines, after) => {
      count += 1;
      if (count >= nth) throw Object.assign(new Error('write'), { code: 'ENOSPC' });
      return journal.append(lines, after);
    },
  };
}
