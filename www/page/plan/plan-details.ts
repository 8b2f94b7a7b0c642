// A plan in detail: strips, safety checks, steps, impact, findings and export.

import type { PlanPlace } from '../../../src/js/entry/page.js';
import { ownershipChanges } from '../../../src/js/entry/page-later.js';
import { changeStrips } from '../changes/before-after-strips.js';
import { MAX_CHECKED_BINDINGS } from '../draft/check-draft.js';
import type { DraftContext } from '../draft/draft-context.js';
import { findingList } from '../draft/findings-list.js';
import { el, setChildren } from '../lib/dom.js';
import type { OverrideFlag, PlanRequest } from '../planner/plan-request.js';
import type { PlanSummary } from '../planner/plan-summary.js';

import { createPlanExports } from './plan-exports.js';
import { affectedWarnings, planImpact } from './plan-impact.js';
import { createPlanSchedule } from './plan-timeline.js';
import { createSafetyChecks } from './safety-checks.js';
import { transientOwners } from './transient-owners.js';

export interface PlanDetailsHandlers {
  /** The element that had the focus is gone. */
  onFocusLost(): void;
  /** Safety checks that block the plan. */
  onBlocked(count: number): void;
}

/** The plan that is shown. */
export interface ShownPlan {
  readonly context: DraftContext;
  readonly request: PlanRequest;
  readonly summary: PlanSummary;
  readonly overrides: readonly OverrideFlag[];
  /** True where a safety check blocks the plan. */
  readonly isBlocked: boolean;
}

/** A part of another room that follows the plan. */
export interface PlanFollower {
  readonly root: HTMLElement;
  update(plan: ShownPlan): void;
}

const MAX_LISTED_FINDINGS = 12;

/** `apply` is the part that carries out the plan. */
export function createPlanDetails(handlers: PlanDetailsHandlers, apply: PlanFollower) {
  let shown: ShownPlan | null = null;
  const strips = el('div', { class: 'strips' });
  const checks = createSafetyChecks({
    onFocusLost: handlers.onFocusLost,
    onChange(overrides, blockedCount) {
      if (shown === null) return;
      shown = { ...shown, overrides, isBlocked: blockedCount > 0 };
      const { context, request, isBlocked } = shown;
      planExports.update({ request, overrides, isBlocked, place: placeOf(context) });
      apply.update(shown);
      handlers.onBlocked(blockedCount);
    },
  });
  const schedule = createPlanSchedule();
  const impact = el('div', { class: 'plan-impact' });
  const findings = el('div', { class: 'rule-findings' });
  const planExports = createPlanExports();
  const fingerprint = el('p', { class: 'aside plan-fingerprint' });
  const root = el(
    'div',
    { class: 'plan-details', hidden: true },
    strips,
    el('h3', { class: 'minor' }, 'Safety checks'),
    checks.root,
    schedule.parts,
    impact,
    findings,
    apply.root,
    planExports.root,
    fingerprint,
  );
  const drawStrips = (plan: ShownPlan | null): void =>
    setChildren(strips, [plan && planStrips(plan, Math.floor(root.getBoundingClientRect().width))]);

  return {
    root,
    show(context: DraftContext, request: PlanRequest, summary: PlanSummary): void {
      shown = { context, request, summary, overrides: [], isBlocked: false };
      root.hidden = false;
      const isEmpty = summary.steps === 0;
      const willHide = [...schedule.parts, apply.root, planExports.root];
      if (isEmpty && willHide.some((part) => part.contains(document.activeElement))) handlers.onFocusLost();
      planExports.root.hidden = isEmpty;
      apply.root.hidden = isEmpty;
      drawStrips(shown);
      checks.show(summary.refusals, affectedWarnings(summary, context.account.palette));
      schedule.update(request, summary, context.account.palette);
      setChildren(impact, planImpact(summary, context.account.palette));
      setChildren(findings, findingsDuring(shown));
      fingerprint.replaceChildren('Fingerprint ', el('code', {}, summary.fingerprint));
    },
    /** The drafted prefix is ready, and the plan is the same. */
    redraw(context: DraftContext): void {
      if (shown !== null) shown = { ...shown, context };
      drawStrips(shown);
    },
    hide(): void {
      shown = null;
      if (root.contains(document.activeElement)) handlers.onFocusLost();
      root.hidden = true;
    },
    /** Another prefix is open: no safety check is allowed yet. */
    clearOverrides: checks.clear,
  };
}

function planStrips({ context, summary }: ShownPlan, width: number): HTMLElement | null {
  const { openPrefix, account, state } = context;
  if (state.draftPrefix === null || summary.steps === 0) return null;
  const { family, segments: before } = openPrefix;
  const { segments: after } = state.draftPrefix;
  const changes = ownershipChanges(before, after);
  const transient = transientOwners(before, summary.exposures);
  if (changes.length === 0 && transient === null) return null;
  const content = { range: openPrefix, family, before, after, changes, transient };
  return changeStrips(content, account.palette, width);
}

/** The findings of the rules. The draft shows those about the desired bindings, unless the list is too long for it. */
function findingsDuring({ context, summary }: ShownPlan): readonly HTMLElement[] {
  const isCheckedInDraft = context.openPrefix.bindings.length <= MAX_CHECKED_BINDINGS;
  const findings = summary.findings.shown.filter(({ when }) => when !== 'end' || !isCheckedInDraft);
  const list = findingList(findings, { max: MAX_LISTED_FINDINGS });
  return list === null ? [] : [el('h3', { class: 'minor' }, 'Checks: during the change'), list];
}

/** The ids for an exported script, where they are those of the API. */
function placeOf({ state: { source, session }, openPrefix: { prefix } }: DraftContext): PlanPlace {
  if (source.kind === 'live') return { accountId: session?.accountId, prefixId: prefix.id };
  // A snapshot names the account; the prefix of a bare list has an id that this page made up.
  const isFromSnapshot = source.kind === 'file' && prefix.accountId != null;
  return isFromSnapshot ? { accountId: prefix.accountId, prefixId: prefix.id } : {};
}
