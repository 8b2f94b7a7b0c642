// Long lists of bindings that stay in the memory of the wasm: a plan of a file needs no object for each of its bindings.

import { CurrentList, DesiredLists, planCallAboutLists, startPlanner } from 'host/planner.js';
import { encodeUtf8 } from '../text/utf8.js';
import type { CidrText, Finding } from '../types/api.js';
import type { Difference, PlanTask } from '../types/plan.js';
import { callJson } from '../wasm/arguments.js';
import { callWasm } from '../wasm/call-wasm.js';
import { type LintFacts, lintCall } from '../wasm/core.js';
import type { Claim } from './aggregate.js';
import { serviceColumns } from './find-service.js';
import { callPlanner, plainTask } from './plan-call.js';
import type { Desired, DesiredOptions } from './read-desired.js';
import { type PlanReport, type ReportParts, reportCall } from './report.js';

/** Bindings that are not active yet. */
export interface InFlight {
  readonly count: number;
  /** Some of them. */
  readonly first: readonly { readonly cidr: CidrText; readonly state: string | null }[];
}

/** What is known of the desired bindings of a prefix without reading their entries. */
export interface DesiredHead extends Omit<Desired, 'bindings' | 'lines'> {
  /** The position of the prefix in the given list. */
  readonly prefix: number;
  /** Number of bindings; null where the list has claims. */
  readonly size: number | null;
  /** True where the whole prefix is bound. */
  readonly bindsPrefix: boolean;
}

/** The entries of a part. */
export interface DesiredPartEntries extends Pick<Desired, 'bindings' | 'lines'> {
  /** The entries where the list is read as claims; otherwise empty. */
  readonly entries: readonly Claim[];
}

/** The bindings of a file, in its order. */
export class CurrentBindings {
  readonly #raw: CurrentList;

  /** Reads a snapshot, an answer of the API, or a bare list. O(bytes). @throws ByoipError as `BindingTable.fromEnvelope` */
  constructor(file: Uint8Array) {
    this.#raw = callWasm(() => {
      startPlanner();
      return new CurrentList(file);
    });
  }

  /** `count` bindings from a position on; null where two of them have the same block. O(n log n). */
  part(from: number, count: number): CurrentPart | null {
    return this.#raw.hasRepeatedBlocks(from, count) ? null : new CurrentPart(this.#raw, from, count);
  }
}

/** Some bindings of a file. */
export class CurrentPart {
  readonly size: number;
  readonly #raw: CurrentList;
  readonly #from: number;

  /** @internal */
  constructor(raw: CurrentList, from: number, count: number) {
    this.#raw = raw;
    this.#from = from;
    this.size = count;
  }

  /** Those that are not active yet, and at most `named` of them. O(n). */
  inFlight(named: number): InFlight {
    return JSON.parse(callWasm(() => this.#raw.inFlight(this.#from, this.size, named)));
  }

  /** The findings of `lint`. O(n log n). */
  lint(facts: Omit<LintFacts, 'bindings'>): readonly Finding[] {
    return JSON.parse(callWasm(() => this.#raw.findings(lintBytes(facts), this.#from, this.size)));
  }

  /** Calls the planner about this part and a part of desired bindings. */
  planTo(call: Uint8Array, desired: DesiredLists, at: number): string {
    return planCallAboutLists(call, this.#raw, this.#from, this.size, desired, at);
  }
}

/** A list of desired bindings that covers many prefixes. Prefixes without an entry are absent. */
export class DesiredBindings {
  readonly heads: readonly DesiredHead[];
  readonly #raw: DesiredLists;

  /**
   * Reads a list: each entry belongs to the most specific prefix that contains it. A snapshot is read with `readDesired`.
   * O(bytes + n log n).
   *
   * @throws ByoipError with the codes of `readDesired`; `desired-outside-prefix` with the position of an entry in none of them
   */
  constructor(
    list: Uint8Array,
    prefixes: readonly CidrText[],
    { readAs, services }: Pick<DesiredOptions, 'readAs' | 'services'>,
  ) {
    const known = services === undefined ? undefined : serviceColumns(services);
    this.#raw = callWasm(() => {
      startPlanner();
      return new DesiredLists([...prefixes], list, readAs === 'claims', known?.ids, known?.names);
    });
    this.heads = JSON.parse(this.#raw.heads());
  }

  /** The entries of a part, by the position of its head. O(n). */
  entries(at: number): DesiredPartEntries {
    return JSON.parse(this.#raw.entries(at));
  }

  /** The findings of `lint` about a part. O(n log n). */
  lint(at: number, facts: Omit<LintFacts, 'bindings'>): readonly Finding[] {
    return JSON.parse(callWasm(() => this.#raw.findings(lintBytes(facts), at)));
  }

  /** `planReport` from these current bindings to a part. */
  report(current: CurrentPart, at: number, task: ListTask, parts: ReportParts): PlanReport {
    return callPlanner(task, reportCall(withoutLists(task), parts), (call) =>
      current.planTo(call, this.#raw, at),
    );
  }

  /** `diff` from these current bindings to a part. */
  diff(current: CurrentPart, at: number, task: ListTask): Difference {
    const call = { diff: plainTask(withoutLists(task)) };
    return callPlanner(task, call, (text) => current.planTo(text, this.#raw, at));
  }
}

/** A task whose lists are in the wasm. */
export type ListTask = Omit<PlanTask, 'current' | 'desired'>;

const withoutLists = (task: ListTask): PlanTask => ({ ...task, current: [], desired: [] });

const lintBytes = (facts: Omit<LintFacts, 'bindings'>): Uint8Array =>
  encodeUtf8(callJson(lintCall({ ...facts, bindings: [] }), 'the facts'));
