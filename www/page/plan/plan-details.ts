// A plan that was told, below its sentence: strips, guards, the line of time, impact, findings, and the plan to take along.

import type { Account, Opened, State } from '../app/state.js';
import { changeStrips } from '../draft/before-after-strips.js';
import { MOST_LINTED } from '../draft/check-draft.js';
import { findingList } from '../draft/findings-list.js';
import { handovers } from '../draft/ownership-changes.js';
import { el, fill } from '../lib/dom.js';
import { createPlanExports } from './plan-exports.js';
import { exposureList, moveList } from './plan-impact.js';
import type { Lift, Subject } from './plan-request.js';
import type { Told } from './plan-summary.js';
import { localMinute, planSteps } from './plan-timeline.js';
import { planGuards, standing } from './safety-checks.js';
import { onTheWay } from './transient-owners.js';

/** What the plan is about, and the page around it. */
export interface Scene {
  readonly opened: Opened;
  readonly account: Account;
  readonly current: State;
}

export interface PlanDetails {
  readonly root: HTMLElement;
  show(scene: Scene, subject: Subject, told: Told): void;
  /** The draft has been drawn, the plan is the same. */
  redraw(scene: Scene): void;
  hide(): void;
  /** Lifts nothing any more: another prefix is open. */
  forget(): void;
}

interface Calls {
  /** Where the focus goes when its place is gone. */
  focus(): void;
  /** How many refusals stand. */
  refused(count: number): void;
}

interface Shown {
  readonly scene: Scene;
  readonly subject: Subject;
  readonly told: Told;
}

export function createPlanDetails(calls: Calls): PlanDetails {
  let shown: Shown | null = null;
  let start: number | null = null;
  /** What was lifted, with the arithmetic that it was lifted for: another one has to be lifted anew. */
  const lifts = new Map<Lift, string>();

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
    if (shown === null || shown.told.steps === 0) return;
    const { scene, subject, told } = shown;
    line.append(planSteps(told, scene.account.palette, start ?? Date.now()));
    const { shown: steps, more } = told.reliance;
    if (steps.length === 0) return;
    const verb = steps.length === 1 ? 'Step' : 'Steps';
    const named = `${verb} ${steps.join(', ')}${more > 0 ? ', …' : ''} ${steps.length === 1 ? 'relies' : 'rely'}`;
    line.append(el('p', { class: 'aside' }, `${named} on the profile ${subject.choices.profile}.`));
  };

  const drawStrips = (): void => {
    strips.replaceChildren();
    const width = Math.floor(root.getBoundingClientRect().width);
    const after = shown?.scene.current.drafted ?? null;
    if (after === null || shown === null || shown.told.steps === 0 || width < 60) return;
    const { opened, account } = shown.scene;
    const runs = handovers(opened.segments, after.segments);
    const way = onTheWay(opened.segments, shown.told.exposures);
    if (runs.length === 0 && way === null) return;
    const { family, segments } = opened;
    strips.append(changeStrips(opened, family, segments, after.segments, runs, account.palette, width, way));
  };

  const drawGuards = (): void => {
    if (shown === null) return;
    const { scene, subject, told } = shown;
    const focused = guards.contains(document.activeElement) ? document.activeElement?.id : undefined;
    guards.replaceChildren(
      planGuards(told.refusals, lifts, (lift, lifted) => {
        const message = told.refusals.find((one) => one.lift === lift)?.message;
        if (lifted && message !== undefined) lifts.set(lift, message);
        else lifts.delete(lift);
        drawGuards();
      }),
    );
    if (focused !== undefined) {
      const again = document.getElementById(focused);
      if (again === null) calls.focus();
      else again.focus();
    }
    const refused = standing(told.refusals, lifts).length;
    const { origin, session } = scene.current;
    const { prefix } = scene.opened;
    const live = { accountId: session?.accountId, prefixId: prefix.id };
    // A prefix with an account is from a snapshot, and its id is the API's; that of a bare list is the page's own.
    const kept = prefix.accountId == null ? {} : { accountId: prefix.accountId, prefixId: prefix.id };
    writing.update({
      subject,
      lifts: told.refusals.map(({ lift }) => lift).filter((lift) => lifts.has(lift)),
      refused,
      place: origin.kind === 'live' ? live : origin.kind === 'file' ? kept : {},
    });
    calls.refused(refused);
  };

  const drawImpact = ({ scene, told }: Shown): void => {
    const { palette } = scene.account;
    fill(impact, [
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
    const isJudged = scene.opened.bindings.length <= MOST_LINTED;
    const said = told.findings.shown.filter(({ when }) => when !== 'end' || !isJudged);
    const list = findingList(said, () => [], 12);
    fill(findings, [list !== null && [el('h3', { class: 'minor' }, 'What the rules say on the way'), list]]);
  };

  return {
    root,
    show(scene, subject, told) {
      shown = { scene, subject, told };
      const same = told.refusals.filter(({ lift, message }) => lifts.get(lift) === message);
      lifts.clear();
      for (const { lift, message } of same) lifts.set(lift, message);
      root.hidden = false;
      const isEmpty = told.steps === 0;
      const gone = [timing, writing.root].some((part) => part.contains(document.activeElement));
      if (isEmpty && gone) calls.focus();
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
      if (shown !== null) shown = { ...shown, scene };
      drawStrips();
    },
    hide() {
      shown = null;
      if (root.contains(document.activeElement)) calls.focus();
      root.hidden = true;
    },
    forget: () => lifts.clear(),
  };
}
