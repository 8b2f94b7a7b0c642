// Faults by position: which requests of a run get which fault, written as short rules.

import type { PlatformRequest } from '../../types/platform.js';
import { FAULT_NAMES, type FaultName, isFaultName } from './fault-injection.js';

interface FaultRule {
  readonly fault: FaultName;
  /** The method that counts; null for all. */
  readonly method: string | null;
  /** The first and the last request, from 1. */
  readonly first: number;
  readonly last: number;
}

const RULE = /^([\w-]+)@(?:(GET|POST|PATCH|DELETE):)?([1-9]\d{0,8})(?:(-)([1-9]\d{0,8})?)?$/;

/**
 * The faults for requests by position, for the option `faults`: rules such as `http-503@3` (the third request),
 * `10000-authentication@3-5`, `1002-forbidden@40-` (from the 40th on) and `1000-timeout-404-after-commit@POST:1` (the first POST;
 * with a method only its requests count). The first rule that fits a request counts.
 *
 * @throws RangeError for another text or an unknown fault
 *
 * @example
 * ```ts
 * createEmulator({ faults: scheduleFaults(['http-503@3']) });
 * ```
 */
export function scheduleFaults(
  rules: readonly string[],
): (request: PlatformRequest) => FaultName | undefined {
  const all = rules.map(readRule);
  const seen = new Map<string | null, number>();
  return ({ method }) => {
    for (const counted of [null, method]) seen.set(counted, (seen.get(counted) ?? 0) + 1);
    return all.find((rule) => {
      const count = seen.get(rule.method) ?? 0;
      return (rule.method === null || rule.method === method) && rule.first <= count && count <= rule.last;
    })?.fault;
  };
}

function readRule(text: string): FaultRule {
  const [, fault = '', method = null, first = '', dash, last] = RULE.exec(text) ?? [];
  if (fault === '') {
    throw new RangeError('write a rule such as http-503@3, http-503@3-5, http-503@3- or http-503@POST:1');
  }
  if (!isFaultName(fault)) throw new RangeError(`the faults are ${FAULT_NAMES.join(', ')}`);
  const open = dash === undefined ? Number(first) : Number.POSITIVE_INFINITY;
  return { fault, method, first: Number(first), last: last === undefined ? open : Number(last) };
}
