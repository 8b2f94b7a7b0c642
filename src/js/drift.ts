// Drift since a snapshot, and the restore of it.

import { snapshotCall, startPlanner } from 'host/planner.js';
import { PLAN_LIMITS, type PlanLine } from './plan/plan.js';
import { hoursUntil, plainLimits, wholeNumber } from './plan/plan-settings.js';
import { type Snapshot, snapshotBytes } from './snapshot.js';
import { encodeUtf8 } from './text/utf8.js';
import type { Drift, Restore, RestoreOptions } from './types/drift.js';
import { ByoipError, isByoipError, problemOf } from './types/errors.js';
import type { PlanLimits } from './types/plan.js';
import type { RunOptions } from './types/run.js';
import {
  callJson,
  mapArray,
  optionalBoolean,
  optionalString,
  requireObject,
  requireString,
} from './wasm/arguments.js';
import { callWasm } from './wasm/call-wasm.js';

/** A snapshot, or the text or bytes of one. */
export type SnapshotSource = Snapshot | string | Uint8Array | ArrayBuffer;

/** The default limits of a restore: those of a plan, but the default binding and the owner of every address may change. */
export const RESTORE_LIMITS = {
  ...PLAN_LIMITS,
  changedPercent: 100,
  allowDefault: true,
} as const satisfies Required<PlanLimits>;

/**
 * What changed in an account since a snapshot: bindings, BGP prefixes, advertisement, delegations, services. It compares by
 * addresses and service, since recreated resources have other IDs. What changes without a request is no drift: times,
 * validation states, a rollout that goes on. docs/drift.md describes the classes. O(n log n).
 *
 * @param before the snapshot; if it is a part of the account, only its prefixes are compared
 * @param now the present state, such as from `takeSnapshot`
 * @throws ByoipError `snapshot-other-account`, `snapshot-partial` where `now` is a part of the account without a prefix of
 *   `before`, `snapshot-prefix-twice`, and the codes of `readSnapshot` with a pointer to `/before` or `/now`
 *
 * @example
 * ```ts
 * drift(before, before).findings.length; // 0
 * ```
 */
export function drift(before: SnapshotSource, now: SnapshotSource): Drift {
  return driftReport(before, now).data;
}

/**
 * The drift as lines of text for a terminal, without control characters. @throws ByoipError with the codes of `drift`
 *
 * @example
 * ```ts
 * for (const { text } of driftLines(before, before)) console.log(text);
 * ```
 */
export function driftLines(before: SnapshotSource, now: SnapshotSource): readonly PlanLine[] {
  return driftReport(before, now).lines;
}

/** What is computed once, as data and as lines of text. */
export interface SnapshotReport<T> {
  readonly data: T;
  readonly lines: readonly PlanLine[];
}

/**
 * The drift in both forms. @throws ByoipError with the codes of `drift`
 *
 * @example
 * ```ts
 * const { data, lines } = driftReport(before, before);
 * data.findings.length; // 0
 * ```
 */
export function driftReport(before: SnapshotSource, now: SnapshotSource): SnapshotReport<Drift> {
  return JSON.parse(callSnapshots('drift', before, now));
}

/**
 * Plans the way back to a snapshot, and sends nothing. For each prefix: its bindings in the order of a plan, BGP prefixes that
 * are gone and their settings, delegations, and last the advertisement. `manual` lists what it cannot bring back. A prefix
 * without drift gets no plan, and additions stay unless `removeAdditions` is true.
 *
 * O(n log n) where few bindings need a shield.
 *
 * @param now the present state; null to assume that all bindings, BGP prefixes and delegations of the prefixes are gone
 * @throws ByoipError the codes of `drift`; `snapshot-prefix-missing` for a prefix that the snapshot does not have; the codes
 *   of `parseCidr` with a pointer to `/prefixes`
 *
 * @example
 * ```ts
 * restorePlan(before, before).run.prefixes.length; // 0
 * ```
 */
export function restorePlan(
  before: SnapshotSource,
  now: SnapshotSource | null,
  options: RestoreOptions = {},
): Restore {
  return restoreReport(before, now, options).data;
}

/**
 * A restore as lines of text for a terminal. @throws ByoipError with the codes of `restorePlan`
 *
 * @example
 * ```ts
 * for (const { text } of restoreLines(before, before)) console.log(text);
 * ```
 */
export function restoreLines(
  before: SnapshotSource,
  now: SnapshotSource | null,
  options: RestoreOptions = {},
): readonly PlanLine[] {
  return restoreReport(before, now, options).lines;
}

/**
 * A restore in both forms. @throws ByoipError with the codes of `restorePlan`
 *
 * @example
 * ```ts
 * restoreReport(before, before, {}).data.run.prefixes.length; // 0
 * ```
 */
export function restoreReport(
  before: SnapshotSource,
  now: SnapshotSource | null,
  options: RestoreOptions,
): SnapshotReport<Restore> {
  return JSON.parse(callSnapshots({ restore: plainOptions(options) }, before, now));
}

/**
 * A restore as a script for a POSIX shell with curl and jq, for a machine without this package. It lists before each write,
 * sends no write twice, and stops at what it does not expect.
 *
 * @throws ByoipError with the codes of `restorePlan`
 *
 * @example
 * ```ts
 * const script = restoreScript(before, before);
 * ```
 */
export function restoreScript(
  before: SnapshotSource,
  now: SnapshotSource | null,
  options: RestoreOptions = {},
): string {
  return callSnapshots({ restoreScript: plainOptions(options) }, before, now);
}

/** Answers a call about two snapshots. */
function callSnapshots(call: object | string, before: SnapshotSource, now: SnapshotSource | null): string {
  const [first, second] = [
    snapshotBytes(before, 'before'),
    now === null ? new Uint8Array() : snapshotBytes(now, 'now'),
  ];
  try {
    return callWasm(() => {
      startPlanner();
      const text = typeof call === 'string' ? JSON.stringify(call) : callJson(call, 'the options');
      return snapshotCall(encodeUtf8(text), first, second);
    });
  } catch (error) {
    if (!isByoipError(error) || error.pointer !== undefined) throw error;
    // An offset without a pointer is in our own JSON text, which the caller never sees.
    const { at: _, ...problem } = problemOf(error);
    throw new ByoipError(problem);
  }
}

/** The options as the core takes them: only known properties, of the right types. */
function plainOptions(options: RestoreOptions): object {
  const { prefixes, removeAdditions, settledSince, policy, profile, gate, defaultOnly, limits, force, run } =
    requireObject(options, 'options');
  const strings = (list: readonly string[] | undefined, name: string) =>
    list === undefined ? null : mapArray(list, name, (text) => requireString(text, name));
  return {
    prefixes: strings(prefixes, 'prefixes'),
    removeAdditions: optionalBoolean(removeAdditions, 'removeAdditions'),
    settlesIn: hoursUntil(settledSince),
    policy: optionalString(policy, 'policy'),
    profile: optionalString(profile, 'profile'),
    gate: optionalString(gate, 'gate'),
    defaultOnly: strings(defaultOnly, 'defaultOnly'),
    limits: plainLimits(limits, RESTORE_LIMITS),
    force: optionalBoolean(force, 'force'),
    run: run === undefined ? null : plainRun(run),
  };
}

/** The options of a run; absent ones have the defaults of the core. */
function plainRun(run: RunOptions): object {
  const { requestBudget, concurrency, untilStep, deleteDefault } = requireObject(run, 'run');
  const all = {
    requestBudget: wholeNumber(requestBudget, 'run.requestBudget'),
    concurrency: wholeNumber(concurrency, 'run.concurrency'),
    untilStep: wholeNumber(untilStep, 'run.untilStep'),
    deleteDefault: optionalBoolean(deleteDefault, 'run.deleteDefault'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}
