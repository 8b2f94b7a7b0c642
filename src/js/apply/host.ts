// Carries out a run: stores, sends and sleeps as the machine says, and decides nothing.

import { APIError } from '../client/api-error.js';
import type { RawResponse } from '../client/response.js';
import type { Transport } from '../client/transport.js';
import { escapeInvisible } from '../text/sanitize.js';
import { ByoipError, isByoipError } from '../types/errors.js';
import type { RunCommand, RunEvent, RunRecord, RunStatus, RunView } from '../types/run.js';
import type { Journal } from './journal.js';
import type { RunMachine, RunRequest } from './machine.js';
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
type Incoming =
  | { readonly request: RunRequest; readonly answer: RawResponse | APIError }
  | { readonly command: RunCommand };

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
    return this.#parts.machine.status();
  }

  /** True once this process has stored a record. */
  get hasStored(): boolean {
    return this.#stored !== this.#parts.stored;
  }

  /** Goes on until there is nothing more to do in this process. */
  async drive(first: readonly RunCommand[]): Promise<RunStatus> {
    const { machine, clock } = this.#parts;
    const { signal } = this.#settings;
    const onAbort = () => this.#receive({ command: { command: 'pause' } });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#store(machine.takeRecords());
      for (const command of first) await this.#store(machine.command(command));
      for (;;) {
        await this.#takeIncoming();
        const { records, send, sleep, finished } = machine.next();
        await this.#store(records);
        if (send !== undefined) this.#send(send);
        else if (finished !== undefined) {
          if (!(await this.#awaitQuestions())) return machine.status();
        } else if (this.#incoming.length === 0) {
          this.#emit({ kind: 'sleep', milliseconds: sleep ?? null });
          if (this.#wake.signal.aborted) this.#wake = new AbortController();
          await clock.sleep(sleep ?? Number.MAX_SAFE_INTEGER, this.#wake.signal);
        }
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      machine.free();
    }
  }

  #receive(incoming: Incoming): void {
    this.#incoming.push(incoming);
    this.#wake.abort();
  }

  async #takeIncoming(): Promise<void> {
    const { machine } = this.#parts;
    for (let next = this.#incoming.shift(); next !== undefined; next = this.#incoming.shift()) {
      if ('command' in next) {
        await this.#store(this.#commanded(next.command));
        continue;
      }
      const { request, answer } = next;
      const { ticket, operation } = request;
      const status = answer instanceof APIError ? null : answer.status;
      const records =
        answer instanceof APIError
          ? machine.failed(ticket, answer.outcome !== 'not-sent')
          : machine.answer(ticket, answer);
      this.#emit({ kind: 'answer', prefix: this.#prefixOf(request), operation, status });
      await this.#store(records);
    }
  }

  /** A command of the signal or of an answered question; one that no longer fits changes nothing. */
  #commanded(command: RunCommand): string {
    try {
      return this.#parts.machine.command(command);
    } catch (error) {
      if (isByoipError(error) && error.code !== 'call-malformed') return '';
      throw error;
    }
  }

  #send(request: RunRequest): void {
    const { operation, method, path, body } = request;
    this.#emit({ kind: 'request', prefix: this.#prefixOf(request), operation, method, path });
    const answered = this.#parts.transport.sendOnce(operation, { method, path, body });
    answered.then((answer) => this.#receive({ request, answer }));
  }

  /** @throws ByoipError `journal-unwritable`, `journal-changed` */
  async #store(records: string): Promise<void> {
    if (records === '') return;
    const { journal } = this.#parts;
    try {
      await journal.append(records, this.#stored);
    } catch (error) {
      if (isByoipError(error) && error.code === 'journal-changed') throw error;
      throw unwritable(journal.name, error, this.#lastOutcome);
    }
    this.#stored += new TextEncoder().encode(records).length;
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

  /** True where an answer has come, so that the run goes on. */
  async #awaitQuestions(): Promise<boolean> {
    if (this.status().state !== 'stopped') return false;
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
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  const reason = code ?? (error instanceof Error ? error.name : 'unknown reason');
  return new ByoipError(
    {
      code: 'journal-unwritable',
      message: `the journal \`${name}\` cannot be written (${escapeInvisible(reason, 80)}), so nothing further is sent; last outcome in it: ${last}`,
      help: 'make room or fix the permissions, then resume the run: it finds out what became of the last write',
    },
    { cause: error },
  );
}
