// Checks what the form would add: the findings of the rules, and the bindings that would be replaced.

import type { Finding } from '../../../src/js/entry/page.js';
import { checkBinding } from './check-draft.js';
import type { DraftContext } from './draft-context.js';

export interface TargetCheck {
  readonly findings: readonly Finding[];
  /** A sentence for each CIDR that is bound already. */
  readonly replaced: readonly string[];
}

export const NOTHING_CHECKED: TargetCheck = { findings: [], replaced: [] };

/** Each CIDR is checked on its own; of a longer list, the first ones. */
const MAX_CHECKED_TARGETS = 20;

type CheckContext = Pick<DraftContext, 'account' | 'rules' | 'bindings' | 'nestedBindings'>;

export function checkTargets(
  context: CheckContext,
  cidrs: readonly string[],
  serviceId: string,
): TargetCheck {
  const checked = cidrs.slice(0, MAX_CHECKED_TARGETS);
  const findings = checked.flatMap((cidr) =>
    checkBinding(context.rules, context.nestedBindings, cidr, serviceId),
  );
  return {
    findings: uniqueFindings(findings),
    replaced: checked.flatMap((cidr) => replacedBinding(context, cidr, serviceId)),
  };
}

function replacedBinding(
  { account, bindings }: CheckContext,
  cidr: string,
  serviceId: string,
): readonly string[] {
  const current = bindings.find((one) => one.cidr === cidr && one.serviceId !== null)?.serviceId ?? null;
  if (current === null) return [];
  const name = account.services.find(({ id }) => id === current)?.name ?? current;
  if (current === serviceId) return [`\`${cidr}\` already goes to ${name}`];
  return [`\`${cidr}\` goes to ${name} now; bindings cannot be edited, so the plan deletes and recreates it`];
}

/** Keeps the first of findings that say the same. Some are about the prefix or the service, not about a block. */
function uniqueFindings(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, cidr, message }) => {
    const isAboutBlock = code !== 'prefix-advertised' && code !== 'service-opaque';
    const key = isAboutBlock ? `${code} ${cidr} ${message}` : code;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
