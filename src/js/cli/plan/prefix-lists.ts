// The current and the desired bindings of a prefix: as objects, or in the memory of the wasm, which makes a long list cheap.

import type { CurrentPart, DesiredBindings, InFlight, ListTask } from '../../plan/binding-lists.js';
import { diff } from '../../plan/plan.js';
import { type PlanReport, planReport, type ReportParts } from '../../plan/report.js';
import type { BindingFacts, Finding, ServiceBinding } from '../../types/api.js';
import type { Difference } from '../../types/plan.js';
import { type LintFacts, lint } from '../../wasm/core.js';
import { inFlightOf, NAMED } from '../in-flight.js';

/** The lists of a prefix. What is asked of them is answered without an object for each binding, where that is possible. */
export interface PrefixLists {
  current(): readonly ServiceBinding[];
  desired(): readonly BindingFacts[];
  readonly currentSize: number;
  readonly desiredSize: number;
  /** The current bindings that are not active yet. */
  inFlight(): InFlight;
  lintDesired(facts: Omit<LintFacts, 'bindings'>): readonly Finding[];
  diff(task: ListTask): Difference;
  report(task: ListTask, parts: ReportParts): PlanReport;
}

/** Lists as objects. */
export function objectLists(
  current: readonly ServiceBinding[],
  desired: readonly BindingFacts[],
): PrefixLists {
  return {
    current: () => current,
    desired: () => desired,
    currentSize: current.length,
    desiredSize: desired.length,
    inFlight: () => inFlightOf(current),
    lintDesired: (facts) => lint({ ...facts, bindings: desired }),
    diff: (task) => diff({ ...task, current, desired }),
    report: (task, parts) => planReport({ ...task, current, desired }, parts),
  };
}

/** A part of a list of desired bindings, in the wasm. */
export interface DesiredPlace {
  readonly list: DesiredBindings;
  /** The position of the part. */
  readonly at: number;
}

/** Lists in the wasm; `current` makes objects of the current bindings. */
export function wasmLists(
  part: CurrentPart,
  { list, at }: DesiredPlace,
  current: () => readonly ServiceBinding[],
): PrefixLists {
  const { size, regionalBlocks = [] } = list.heads[at] ?? {};
  return {
    current,
    desired: () => [
      ...(list.entries(at).bindings ?? []),
      ...regionalBlocks.map((cidr) => ({ cidr, serviceId: null })),
    ],
    currentSize: part.size,
    desiredSize: (size ?? 0) + regionalBlocks.length,
    inFlight: () => part.inFlight(NAMED),
    lintDesired: (facts) => list.lint(at, facts),
    diff: (task) => list.diff(part, at, task),
    report: (task, parts) => list.report(part, at, task, parts),
  };
}
