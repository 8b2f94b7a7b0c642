// The machine of a run in the wasm: times, answers and commands in; records and actions out.

import { Run, startPlanner } from 'host/planner.js';
import type { RawResponse } from '../client/response.js';
import { readRetryAfter, readRetryHint } from '../client/retry-headers.js';
import type { Operation } from '../types/operations.js';
import type { RunCommand, RunOwner, RunPlan, RunState, RunStatus } from '../types/run.js';
import { toJson } from '../wasm/arguments.js';
import { callWasm } from '../wasm/call-wasm.js';
import type { ApiRequest } from '../wasm/core.js';
import type { RunClock } from './run-clock.js';

/** A request to send; its answer is reported under the ticket. */
export interface RunRequest extends ApiRequest {
  readonly ticket: number;
  /** Position of the prefix in the plan. */
  readonly prefix: number;
  readonly operation: Operation;
}

/** What to store, and then to do: one of the three, or nothing until an answer comes. */
export interface RunTurn {
  readonly records: string;
  readonly send?: RunRequest;
  /** Milliseconds. */
  readonly sleep?: number;
  readonly finished?: RunState;
}

/** A run in the wasm. */
export class RunMachine {
  readonly #run: Run;
  readonly #clock: RunClock;

  private constructor(run: Run, clock: RunClock) {
    this.#run = run;
    this.#clock = clock;
  }

  /** @throws ByoipError `run-plan-invalid` */
  static start(plan: RunPlan, info: object, owner: RunOwner, clock: RunClock): RunMachine {
    const [json, facts, who] = [toJson(plan, 'the plan'), JSON.stringify(info), ownerText(owner)];
    return new RunMachine(
      inPlanner(() => Run.start(json, facts, who, clock.wall(), clock.tick())),
      clock,
    );
  }

  /** @throws ByoipError with a code of journals */
  static resume(journal: Uint8Array, owner: RunOwner, takeOver: boolean, clock: RunClock): RunMachine {
    const who = ownerText(owner);
    return new RunMachine(
      inPlanner(() => Run.resume(journal, who, takeOver, clock.wall(), clock.tick())),
      clock,
    );
  }

  /** Stops each prefix after so many of its steps in this process; null for all of them. */
  stopAfter(step: number | null): void {
    this.#run.stopAfter(step ?? undefined);
  }

  /** Records that are to be stored before anything else. */
  takeRecords(): string {
    return this.#run.takeRecords();
  }

  next(): RunTurn {
    const { wall, tick } = this.#moment();
    return JSON.parse(this.#run.next(wall, tick, this.#clock.random()));
  }

  /** Leaves the run to a later process; null where this one has to go on. */
  leave(): RunTurn | null {
    const { wall, tick } = this.#moment();
    const turn = this.#run.leave(wall, tick);
    return turn === undefined ? null : JSON.parse(turn);
  }

  /** Returns records. */
  answer(ticket: number, { status, bytes, headers }: RawResponse): string {
    const { wall, tick } = this.#moment();
    // The server's times to wait are in real time.
    const retryAfter = (readRetryAfter(headers, wall) ?? -1) * this.#clock.speed;
    const hint = readRetryHint(headers);
    const shouldRetry = hint === undefined ? -1 : Number(hint);
    const date = Date.parse(headers.get('date') ?? '');
    const ray = headers.get('cf-ray') ?? '';
    const random = this.#clock.random();
    const known = Number.isNaN(date) ? -1 : date;
    return this.#run.answer(ticket, status, bytes, retryAfter, shouldRetry, known, ray, wall, tick, random);
  }

  /** Returns records. */
  failed(ticket: number, sent: boolean): string {
    const { wall, tick } = this.#moment();
    return this.#run.failed(ticket, sent, wall, tick, this.#clock.random());
  }

  /** Returns records. @throws ByoipError `run-command-unfit`, `run-finished` */
  command(command: RunCommand): string {
    const text = toJson(command, 'the command');
    const { wall, tick } = this.#moment();
    return callWasm(() => this.#run.command(text, wall, tick));
  }

  status(): RunStatus {
    const { wall, tick } = this.#moment();
    return JSON.parse(this.#run.status(wall, tick));
  }

  free(): void {
    this.#run.free();
  }

  #moment() {
    return { wall: this.#clock.wall(), tick: this.#clock.tick() };
  }
}

/** Where the run of a journal stands at a time. @throws ByoipError with a code of journals */
export function readStatus(journal: Uint8Array, now: number): RunStatus {
  const run = inPlanner(() => Run.read(journal, now, 0));
  try {
    return JSON.parse(run.status(now, 0));
  } finally {
    run.free();
  }
}

/** Bytes of a journal up to the end of its last whole line. */
export function wholeLines(journal: Uint8Array): number {
  return inPlanner(() => Run.wholeLines(journal));
}

const ownerText = ({ name, host }: RunOwner): string => JSON.stringify({ name, host });

function inPlanner<T>(call: () => T): T {
  return callWasm(() => {
    startPlanner();
    return call();
  });
}
