// A plan that was told, below its sentence: strips, guards, the line of time, impact, findings, and the plan to take along.

import type { OpenPrefix } from '../bindings/open-prefix.js';
import { beforeAfterStrips } from '../draft/before-after-strips.js';
import { MAX_CHECKED_BINDINGS } from '../draft/check-draft.js';
import { findingList } from '../draft/findings-list.js';
import { ownershipChanges } from '../draft/ownership-changes.js';
import { el, setChildren } from '../lib/dom.js';
import type { Account, PageState } from '../state/page-state.js';
import { createPlanExports } from './plan-exports.js';
import { exposureList, moveList } from './plan-impact.js';
import type { OverrideFlag, PlanRequest } from './plan-request.js';
import type { PlanSummary } from './plan-summary.js';
import { localMinute, planTimeline } from './plan-timeline.js';
import { blockingRefusals, safetyCheckList } from './safety-checks.js';
import { transientOwners } from './transient-owners.js';

/** What the plan is about, and the page around it. */
export interface PlanContext {
  readonly opened: OpenPrefix;
  readonly account: Account;
  readonly state: PageState;
}

export interface PlanDetails {
  readonly root: HTMLElement;
  show(scene: PlanContext, subject: PlanRequest, told: PlanSummary): void;
  /** The draft has been drawn, the plan is the same. */
  redraw(scene: PlanContext): void;
  hide(): void;
  /** Lifts nothing any more: another prefix is open. */
  clearOverrides(): void;
}

interface PlanDetailsHandlers {
  /** Where the focus goes when its place is gone. */
  onFocusLost(): void;
  /** How many refusals stand. */
  onBlocked(count: number): void;
}

interface ShownPlan {
  readonly context: PlanContext;
  readonly request: PlanRequest;
  readonly summary: PlanSummary;
}

export function createPlanDetails(calls: PlanDetailsHandlers): PlanDetails {
  let shown: ShownPlan | null = null;
  let start: number | null = null;
  /** What was lifted, with the arithmetic that it was lifted for: another one has to be lifted anew. */
  const lifts = new Map<OverrideFlag, string>();

  const strips = el('div', { class: 'strips' });
  const guards = el('div', { class: 'plan-guards' });
  const line = el('div', {});
  const impact = el('div', { class: 'plan-impact' });
  const findings = el('div', { class: 'judged' });
  const writing = createPlanExports();
  const print = el('p', { class: 'aside plan-fingerprint' });
  const from = el('input', {
    id: 'plan-start',
    type: 'datetime-local',
    onchange: () => {
      const at = Date.parse(from.value);
      start = Number.isNaN(at) ? null : at;
      drawLine();
    },
  });
  const timing = el(
    'div',
    { class: 'plan-timing' },
    el('h3', { class: 'minor' }, 'Steps'),
    el('label', { class: 'check', for: 'plan-start' }, 'if the first write is sent', from),
  );
  const root = el(
    'div',
    { class: 'plan-details', hidden: true },
    strips,
    el('h3', { class: 'minor' }, 'Guards'),
    guards,
    timing,
    line,
    impact,
    findings,
    writing.root,
    print,
  );

  const drawLine = (): void => {
    line.replaceChildren();
    if (shown === null || shown.summary.steps === 0) return;
    const { context: scene, request: subject, summary: told } = shown;
    line.append(planTimeline(told, scene.account.palette, start ?? Date.now()));
    const { shown: steps, more } = told.profileDependentSteps;
    if (steps.length === 0) return;
    const verb = steps.length === 1 ? 'Step' : 'Steps';
    const named = `${verb} ${steps.join(', ')}${more > 0 ? ', …' : ''} ${steps.length === 1 ? 'relies' : 'rely'}`;
    line.append(el('p', { class: 'aside' }, `${named} on the profile ${subject.options.profile}.`));
  };

  const drawStrips = (): void => {
    strips.replaceChildren();
    const width = Math.floor(root.getBoundingClientRect().width);
    const after = shown?.context.state.draftPrefix ?? null;
    if (after === null || shown === null || shown.summary.steps === 0 || width < 60) return;
    const { opened, account } = shown.context;
    const runs = ownershipChanges(opened.segments, after.segments);
    const way = transientOwners(opened.segments, shown.summary.exposures);
    if (runs.length === 0 && way === null) return;
    const { family, segments } = opened;
    strips.append(
      beforeAfterStrips(opened, family, segments, after.segments, runs, account.palette, width, way),
    );
  };

  const drawGuards = (): void => {
    if (shown === null) return;
    const { context: scene, request: subject, summary: told } = shown;
    const focused = guards.contains(document.activeElement) ? document.activeElement?.id : undefined;
    guards.replaceChildren(
      safetyCheckList(told.refusals, lifts, (lift, lifted) => {
        const message = told.refusals.find((one) => one.lift === lift)?.message;
        if (lifted && message !== undefined) lifts.set(lift, message);
        else lifts.delete(lift);
        drawGuards();
      }),
    );
    if (focused !== undefined) {
      const again = document.getElementById(focused);
      if (again === null) calls.onFocusLost();
      else again.focus();
    }
    const refused = blockingRefusals(told.refusals, lifts).length;
    const { source, session } = scene.state;
    const { prefix } = scene.opened;
    const live = { accountId: session?.accountId, prefixId: prefix.id };
    // A prefix with an account is from a snapshot, and its id is the API's; that of a bare list is the page's own.
    const kept = prefix.accountId == null ? {} : { accountId: prefix.accountId, prefixId: prefix.id };
    writing.update({
      request: subject,
      overrides: told.refusals.map(({ lift }) => lift).filter((lift) => lifts.has(lift)),
      blockedCount: refused,
      place: source.kind === 'live' ? live : source.kind === 'file' ? kept : {},
    });
    calls.onBlocked(refused);
  };

  const drawImpact = ({ context: scene, summary: told }: ShownPlan): void => {
    const { palette } = scene.account;
    setChildren(impact, [
      told.moves.shown.length > 0 && [
        el('h3', { class: 'minor' }, 'Who hands what to whom'),
        moveList(told.moves, palette),
      ],
      told.exposures.shown.length > 0 && [
        el('h3', { class: 'minor' }, 'Who is hit on the way'),
        exposureList(told.exposures, palette),
      ],
    ]);
    // Of the end the draft says it already, as long as it judges the whole list.
    const isJudged = scene.opened.bindings.length <= MAX_CHECKED_BINDINGS;
    const said = told.findings.shown.filter(({ when }) => when !== 'end' || !isJudged);
    const list = findingList(said, () => [], 12);
    setChildren(findings, [
      list !== null && [el('h3', { class: 'minor' }, 'What the rules say on the way'), list],
    ]);
  };

  return {
    root,
    show(scene, subject, told) {
      shown = { context: scene, request: subject, summary: told };
      const same = told.refusals.filter(({ lift, message }) => lifts.get(lift) === message);
      lifts.clear();
      for (const { lift, message } of same) lifts.set(lift, message);
      root.hidden = false;
      const isEmpty = told.steps === 0;
      const gone = [timing, writing.root].some((part) => part.contains(document.activeElement));
      if (isEmpty && gone) calls.onFocusLost();
      timing.hidden = isEmpty;
      writing.root.hidden = isEmpty;
      start ??= Date.now();
      if (from.value === '') from.value = localMinute(start);
      drawStrips();
      drawGuards();
      drawLine();
      drawImpact(shown);
      print.replaceChildren('Fingerprint ', el('code', {}, told.fingerprint));
    },
    redraw(scene) {
      if (shown !== null) shown = { ...shown, context: scene };
      drawStrips();
    },
    hide() {
      shown = null;
      if (root.contains(document.activeElement)) calls.onFocusLost();
      root.hidden = true;
    },
    clearOverrides: () => lifts.clear(),
  };
}
