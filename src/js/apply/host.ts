// Carries out a run: stores, sends and sleeps as the machine says, and decides nothing.

import { type APIError, isApiError } from '../client/api-error.js';
import type { RawResponse } from '../client/response.js';
import type { Transport } from '../client/transport.js';
import { escapeInvisible } from '../text/sanitize.js';
import { encodeUtf8 } from '../text/utf8.js';
import { ByoipError, isByoipError } from '../types/errors.js';
import { isError, systemCodeOf } from '../types/realm.js';
import type { RunCommand, RunEvent, RunRecord, RunStatus, RunView } from '../types/run.js';
import type { Journal } from './journal.js';
import type { RunMachine, RunRequest, RunTurn } from './machine.js';
import type { RunClock } from './run-clock.js';
import type { AskedQuestion, RunSettings } from './settings.js';

/** What a host works with. */
export interface HostParts {
  readonly machine: RunMachine;
  readonly transport: Transport;
  readonly journal: Journal;
  /** Bytes of the journal so far. */
  readonly stored: number;
  readonly clock: RunClock;
  /** The prefixes of the plan, in order. */
  readonly prefixes: readonly string[];
}

/** What has come in since the last turn. */
type Incoming = { readonly request: RunRequest; readonly answer: RawResponse | APIError } | GivenCommand;

/** A command. That of a caller has functions for its result; those of the signal and of an answered question have none. */
interface GivenCommand {
  readonly command: RunCommand;
  readonly done?: (status: RunStatus | null) => void;
  readonly refused?: (error: unknown) => void;
}

/** One run in this process. */
export class RunHost implements RunView {
  readonly #parts: HostParts;
  readonly #settings: RunSettings;
  #stored: number;
  #lastOutcome = 'none in this process';
  readonly #incoming: Incoming[] = [];
  /** Questions that a person is being asked. */
  readonly #asked = new Set<Promise<void>>();
  #wake: AbortController = new AbortController();
  #inFlight = 0;
  /** Records that go with the next ones. */
  #unstored = '';
  /** True after a command that ends the run in this process. */
  #isEnding = false;
  /** Where the run stood when this process left it. */
  #end: RunStatus | null = null;

  constructor(parts: HostParts, settings: RunSettings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#stored = parts.stored;
  }

  get speed(): number {
    return this.#parts.clock.speed;
  }

  now(): number {
    return this.#parts.clock.wall();
  }

  status(): RunStatus {
    return this.#end ?? this.#parts.machine.status();
  }

  /** True once this process has stored a record. */
  get hasStored(): boolean {
    return this.#stored !== this.#parts.stored;
  }

  command(command: RunCommand): Promise<RunStatus | null> {
    if (this.#end !== null) return Promise.resolve(null);
    return new Promise((done, refused) => this.#receive({ command, done, refused }));
  }

  /** Goes on until there is nothing more to do in this process. */
  async drive(first: readonly RunCommand[]): Promise<RunStatus> {
    const { machine, clock } = this.#parts;
    const { signal, leave } = this.#settings;
    const leavesAt = clock.tick() + (leave?.total ?? Number.POSITIVE_INFINITY) * clock.speed;
    const onAbort = () => this.#receive({ command: { command: 'pause' } });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    try {
      // One append with what comes of the commands: a run that is to be abandoned is never only resumed.
      this.#unstored = machine.takeRecords();
      for (const command of first) this.#unstored += this.#said(command);
      for (;;) {
        await this.#takeIncoming();
        if (clock.tick() >= leavesAt && !this.#isEnding) {
          if (this.#inFlight === 0) return await this.#left(machine.leave());
          await this.#sleep(undefined);
          continue;
        }
        const { records, send, sleep, finished } = machine.next();
        await this.#store(records);
        if (send !== undefined) this.#send(send);
        else if (finished !== undefined) {
          if (!(await this.#awaitQuestions())) return machine.status();
        } else if (this.#incoming.length === 0) {
          const isLong = leave !== undefined && (sleep ?? 0) > leave.idle * clock.speed;
          const turn = isLong ? machine.leave() : null;
          if (turn !== null) return await this.#left(turn);
          this.#emit({ kind: 'sleep', milliseconds: sleep ?? null });
          await this.#sleep(sleep === undefined ? sleep : Math.min(sleep, leavesAt - clock.tick()));
        }
      }
    } finally {
      this.#end = machine.status();
      for (const one of this.#incoming) if ('command' in one) one.done?.(null);
      signal?.removeEventListener('abort', onAbort);
      machine.free();
    }
  }

  /** Sleeps for so many milliseconds of the run's time, or until something comes in. */
  async #sleep(milliseconds = Number.MAX_SAFE_INTEGER): Promise<void> {
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
    await this.#parts.clock.sleep(milliseconds, this.#wake.signal);
  }

  /** Where the run stands that a later process goes on with: at once, where this one knows more than the journal. */
  async #left(turn: RunTurn | null): Promise<RunStatus> {
    await this.#store(turn?.records ?? '');
    const { clock, machine } = this.#parts;
    return { ...machine.status(), resumeIn: Math.ceil((turn?.sleep ?? 0) / clock.speed) };
  }

  #receive(incoming: Incoming): void {
    this.#incoming.push(incoming);
    this.#wake.abort();
  }

  async #takeIncoming(): Promise<void> {
    const { machine } = this.#parts;
    for (let next = this.#incoming.shift(); next !== undefined; next = this.#incoming.shift()) {
      if ('command' in next) {
        await this.#obey(next);
        continue;
      }
      this.#inFlight -= 1;
      const { request, answer } = next;
      const { ticket, operation } = request;
      const status = isApiError(answer) ? null : answer.status;
      const records = isApiError(answer)
        ? machine.failed(ticket, answer.outcome !== 'not-sent')
        : machine.answer(ticket, answer);
      this.#emit({ kind: 'answer', prefix: this.#prefixOf(request), operation, status });
      await this.#store(records);
    }
  }

  /** Returns records. @throws ByoipError `run-command-unfit`, `run-finished` */
  #said(command: RunCommand): string {
    const records = this.#parts.machine.command(command);
    if (command.command !== 'answer' && command.command !== 'skip-wait')
      this.#isEnding = command.command !== 'resume';
    return records;
  }

  /** Takes a command; one that does not fit changes nothing. */
  async #obey({ command, done, refused }: GivenCommand): Promise<void> {
    const { machine } = this.#parts;
    let records: string;
    try {
      records = this.#said(command);
    } catch (error) {
      const isOurs = refused === undefined && isByoipError(error) && error.code === 'call-malformed';
      if (!isByoipError(error) || isOurs) throw error;
      return refused?.(error);
    }
    try {
      await this.#store(records);
    } catch (error) {
      refused?.(error);
      throw error;
    }
    done?.(machine.status());
  }

  #send(request: RunRequest): void {
    const { operation, method, path, body } = request;
    this.#emit({ kind: 'request', prefix: this.#prefixOf(request), operation, method, path });
    this.#inFlight += 1;
    const answered = this.#parts.transport.sendOnce(operation, { method, path, body });
    answered.then((answer) => this.#receive({ request, answer }));
  }

  /** @throws ByoipError `journal-unwritable`, `journal-changed` */
  async #store(more: string): Promise<void> {
    const records = this.#unstored + more;
    if (records === '') return;
    this.#unstored = '';
    const { journal } = this.#parts;
    try {
      await journal.append(records, this.#stored);
    } catch (error) {
      if (isByoipError(error) && error.code === 'journal-changed') throw error;
      throw unwritable(journal.name, error, this.#lastOutcome);
    }
    this.#stored += encodeUtf8(records).length;
    for (const line of records.split('\n')) {
      if (line === '') continue;
      const { hash: _, ...record } = JSON.parse(line) as RunRecord & { readonly hash: string };
      if (record.kind === 'outcome')
        this.#lastOutcome = `step ${record.step} of ${record.prefix} was \`${record.result}\``;
      this.#emit({ kind: 'record', record: record as RunRecord });
      if (record.kind === 'blocked' && typeof record.question === 'string') this.#ask(record.question);
    }
  }

  /** Asks a person in parallel with the run. */
  #ask(id: string): void {
    const { question } = this.#settings;
    if (question === undefined) return;
    const asked = this.status().prefixes.find(({ blocked }) => blocked?.question === id);
    if (!asked?.blocked) return;
    const { message, help, choices } = asked.blocked;
    const work = (async () => {
      const given: AskedQuestion = { question: id, prefix: asked.prefix, message, help, choices };
      const choice = await question(given);
      if (choice === null || choice === undefined) return;
      const by = this.#settings.owner?.name ?? 'the program';
      this.#receive({ command: { command: 'answer', question: id, choice, by } });
    })().catch(() => {});
    this.#asked.add(work);
    work.then(() => this.#asked.delete(work));
  }

  /** True where a command has come, so that the run may go on. */
  async #awaitQuestions(): Promise<boolean> {
    if (this.status().state !== 'stopped') return this.#incoming.length > 0;
    while (this.#asked.size > 0 && this.#incoming.length === 0) await Promise.race(this.#asked);
    return this.#incoming.length > 0;
  }

  #prefixOf({ prefix }: RunRequest): string {
    return this.#parts.prefixes[prefix] ?? '';
  }

  /** An observer that fails must not end a run. */
  #emit(event: RunEvent): void {
    try {
      this.#settings.onEvent?.(event, this);
    } catch {}
  }
}

function unwritable(name: string, error: unknown, last: string): ByoipError {
  const reason = systemCodeOf(error) ?? (isError(error) ? error.name : 'unknown reason');
  return new ByoipError(
    {
      code: 'journal-unwritable',
      message: `the journal \`${name}\` cannot be written (${escapeInvisible(reason, 80)}), so nothing further is sent; last outcome in it: ${last}`,
      help: 'make room or fix the permissions, then resume the run: it finds out what became of the last write',
    },
    { cause: error },
  );
}
