// The plan of the draft: asked of the planner whenever draft or choices are others, and shown with its times, reasons and guards.

import { isByoipError } from '../../src/js/errors.js';
import { Breath } from './breath.js';
import { changeStrips } from './change-strips.js';
import { el } from './dom.js';
import { groundOf } from './draft-panel.js';
import { findingList } from './findings.js';
import { handovers } from './handover.js';
import { MOST_LINTED } from './judging.js';
import { quoted } from './notice.js';
import { onTheWay } from './on-the-way.js';
import { FIRST_CHOICES, planChoices } from './plan-choices.js';
import { createPlanExports } from './plan-exports.js';
import { planGuards, standing } from './plan-guards.js';
import { exposureList, moveList } from './plan-impact.js';
import { duration, localMinute, planSteps } from './plan-steps.js';
import { type Choices, currentText, knownOf, type Lift, type Subject } from './plan-subject.js';
import type { Told } from './plan-told.js';
import { ask, cancel, Superseded } from './planner.js';
import type { Account, Opened, State } from './state.js';

export interface PlanPanel {
  update(state: State): void;
  /** Brings the focus to what the plan says. */
  focus(): void;
}

/** Typing and clicking in a row are one question. */
const PAUSE_MS = 120;
/** Work longer than this is shown, with a way to end it. */
const LONG_MS = 300;

/** What the panel shows below the sentence. */
type Shown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'told'; readonly subject: Subject; readonly told: Told };

/** Builds the panel in `root`. */
export function createPlanPanel(root: HTMLElement): PlanPanel {
  let state: State | null = null;
  let choices: Choices = FIRST_CHOICES;
  let shown: Shown = { kind: 'nothing' };
  let asked: Pick<State, 'opened' | 'draft' | 'bgp' | 'account'> | null = null;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;
  let start: number | null = null;
  /** What was lifted, with the arithmetic that it was lifted for: another one has to be lifted anew. */
  const lifts = new Map<Lift, string>();
  const lists = new WeakMap<Opened, string>();

  const sum = el('p', { class: 'plan-sum', 'aria-live': 'polite', tabindex: -1 });
  const terms = el('p', { class: 'aside' });
  const refusal = el('p', { class: 'plan-refused', 'aria-live': 'polite' });
  const working = el('div', { class: 'plan-working', hidden: true });
  const trouble = el('div', { class: 'says' });
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
  const details = el(
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
  root.replaceChildren(
    sum,
    terms,
    refusal,
    working,
    planChoices((next) => {
      choices = next;
      request(0);
    }),
    trouble,
    details,
  );

  const here = (): { opened: Opened; account: Account; current: State } | null => {
    if (state === null || state.opened.kind !== 'here' || state.account.kind !== 'here') return null;
    return { opened: state.opened.value, account: state.account.value, current: state };
  };

  const subjectOf = async (): Promise<Subject | null> => {
    const now = here();
    if (now === null) return null;
    const { opened, account, current } = now;
    const { prefix } = groundOf(current, opened, account);
    const chosen = choices;
    const list = lists.get(opened) ?? (await currentText(opened.bindings, new Breath()));
    lists.set(opened, list);
    return {
      prefix: knownOf(prefix),
      services: account.services.map(({ id, name }) => ({ id, name })),
      current: list,
      changes: current.draft.present.changes,
      choices: chosen,
    };
  };

  const drawLine = (): void => {
    const now = here();
    if (now === null || shown.kind !== 'told' || shown.told.steps === 0) line.replaceChildren();
    else line.replaceChildren(planSteps(shown.told, now.account.palette, start ?? Date.now()));
  };

  const drawStrips = (): void => {
    const now = here();
    const width = Math.floor(root.getBoundingClientRect().width);
    const after = now?.current.drafted ?? null;
    if (now === null || after === null || shown.kind !== 'told' || shown.told.steps === 0 || width < 60) {
      strips.replaceChildren();
      return;
    }
    const { opened, account } = now;
    const runs = handovers(opened.segments, after.segments);
    const way = onTheWay(opened.segments, shown.told.exposures);
    const { family, segments } = opened;
    strips.replaceChildren(
      ...(runs.length === 0 && way === null
        ? []
        : [changeStrips(opened, family, segments, after.segments, runs, account.palette, width, way)]),
    );
  };

  const drawGuards = (): void => {
    if (shown.kind !== 'told') return;
    const { subject, told } = shown;
    const focused = guards.contains(document.activeElement) ? document.activeElement?.id : undefined;
    guards.replaceChildren(
      planGuards(told.refusals, lifts, (lift, lifted) => {
        const message = told.refusals.find((one) => one.lift === lift)?.message;
        if (lifted && message !== undefined) lifts.set(lift, message);
        else lifts.delete(lift);
        drawGuards();
      }),
    );
    if (focused !== undefined) (document.getElementById(focused) ?? sum).focus();
    const refused = standing(told.refusals, lifts).length;
    const { origin, session } = state ?? {};
    const isLive = origin?.kind === 'live';
    writing.update({
      subject,
      lifts: told.refusals.map(({ lift }) => lift).filter((lift) => lifts.has(lift)),
      refused,
      place: isLive ? { accountId: session?.accountId, prefixId: prefixIdOf(state) } : {},
    });
    const reasons = refused === 1 ? '1 reason' : `${refused} reasons`;
    refusal.textContent = refused === 0 ? '' : `Refused as it stands, for ${reasons}: see the guards below.`;
  };

  const drawTold = (subject: Subject, told: Told): void => {
    const now = here();
    if (now === null) return;
    const had = trouble.contains(document.activeElement);
    shown = { kind: 'told', subject, told };
    const same = told.refusals.filter(({ lift, message }) => lifts.get(lift) === message);
    lifts.clear();
    for (const { lift, message } of same) lifts.set(lift, message);
    sum.textContent = `${told.sentence.slice(0, 1).toUpperCase()}${told.sentence.slice(1)}.`;
    terms.textContent = told.steps === 0 ? '' : duration(told);
    trouble.replaceChildren();
    if (had) sum.focus();
    const isEmpty = told.steps === 0;
    const { palette } = now.account;
    details.hidden = false;
    const gone = [timing, writing.root].some((part) => part.contains(document.activeElement));
    if (isEmpty && gone) sum.focus();
    timing.hidden = isEmpty;
    writing.root.hidden = isEmpty;
    start ??= Date.now();
    if (from.value === '') from.value = localMinute(start);
    drawStrips();
    drawGuards();
    drawLine();
    const reliance = told.reliance.shown.join(', ') + (told.reliance.more > 0 ? ', …' : '');
    if (reliance !== '') {
      const verb = told.reliance.shown.length === 1 ? `Step ${reliance} relies` : `Steps ${reliance} rely`;
      line.append(el('p', { class: 'aside' }, `${verb} on the profile ${subject.choices.profile}.`));
    }
    impact.replaceChildren(
      ...(told.moves.shown.length === 0
        ? []
        : [el('h3', { class: 'minor' }, 'Who hands what to whom'), moveList(told.moves, palette)]),
      ...(told.exposures.shown.length === 0
        ? []
        : [el('h3', { class: 'minor' }, 'Who is hit on the way'), exposureList(told.exposures, palette)]),
    );
    // Of the end the draft says it already, as long as it judges the whole list.
    const isJudged = now.opened.bindings.length <= MOST_LINTED;
    const said = told.findings.shown.filter(({ when }) => when !== 'end' || !isJudged);
    const list = findingList(said, () => [], 12);
    findings.replaceChildren(
      ...(list === null ? [] : [el('h3', { class: 'minor' }, 'What the rules say on the way'), list]),
    );
    print.replaceChildren('Fingerprint ', el('code', {}, told.fingerprint));
  };

  const clear = (): void => {
    shown = { kind: 'nothing' };
    if (details.contains(document.activeElement)) sum.focus();
    details.hidden = true;
    terms.textContent = '';
    refusal.textContent = '';
  };

  const drawProblem = (error: unknown): void => {
    clear();
    const isOurs = isByoipError(error);
    sum.textContent = isOurs ? 'There is no plan for this draft.' : 'The planner could not be asked.';
    const rules = isOurs ? findingList(error.findings ?? [], () => []) : null;
    trouble.replaceChildren(
      el(
        'div',
        { class: 'finding is-error' },
        el('p', {}, quoted(isOurs ? error.message : 'It did not answer')),
        el('p', { class: 'aside' }, quoted(isOurs ? error.help : 'check the connection, then try again')),
      ),
      rules ?? '',
      isOurs ? '' : againButton('Try again'),
    );
  };

  const againButton = (label: string): HTMLElement =>
    el(
      'div',
      { class: 'actions' },
      el('button', { type: 'button', class: 'button', onclick: () => request(0) }, label),
    );

  const rest = (): void => {
    clearTimeout(late);
    const had = working.contains(document.activeElement);
    working.hidden = true;
    working.replaceChildren();
    root.removeAttribute('aria-busy');
    if (had) sum.focus();
  };

  const stop = (): void => {
    latest += 1;
    cancel();
    clear();
    sum.textContent = 'Stopped: there is no plan of this draft.';
    trouble.replaceChildren(againButton('Plan it again'));
    rest();
    trouble.querySelector('button')?.focus();
  };

  const wait = (count: number): void => {
    root.setAttribute('aria-busy', 'true');
    clearTimeout(late);
    late = setTimeout(() => {
      working.replaceChildren(
        el('label', { for: 'plan-progress' }, `Planning ${count.toLocaleString('en')} bindings…`),
        el('progress', { id: 'plan-progress' }),
        el('button', { type: 'button', class: 'button small', onclick: stop }, 'Cancel'),
      );
      working.hidden = false;
    }, LONG_MS);
  };

  let latest = 0;
  /** Asks for the plan of what there is now; an older question that comes back later is not heard. */
  const plan = async (): Promise<void> => {
    const now = here();
    if (now === null) return;
    latest += 1;
    const mine = latest;
    wait(now.opened.bindings.length);
    try {
      const subject = await subjectOf();
      if (mine !== latest || subject === null) return;
      const told = await ask('tell', subject);
      if (mine !== latest) return;
      drawTold(subject, told);
    } catch (error) {
      if (mine !== latest) return;
      if (error instanceof Superseded) {
        // A file that was asked for has taken the place of the plan: it is asked for again.
        request(PAUSE_MS);
        return;
      }
      // A worker that has lost its core stays lost: the next question begins another one.
      if (!isByoipError(error)) cancel();
      drawProblem(error);
    }
    rest();
  };
  const request = (after: number): void => {
    clearTimeout(pause);
    pause = setTimeout(plan, after);
  };

  return {
    update(next) {
      const before = state;
      state = next;
      if (next.opened.kind !== 'here') return;
      if (before?.opened !== next.opened) {
        lifts.clear();
        latest += 1;
        cancel();
        rest();
        clear();
        trouble.replaceChildren();
        sum.textContent = 'Planning…';
      }
      const isSame =
        asked !== null &&
        asked.opened === next.opened &&
        asked.draft.present.changes === next.draft.present.changes &&
        asked.bgp === next.bgp &&
        asked.account === next.account;
      if (!isSame) {
        asked = next;
        request(PAUSE_MS);
      } else if (before?.drafted !== next.drafted) drawStrips();
    },
    focus: () => sum.focus(),
  };
}

function prefixIdOf(state: State | null): string | undefined {
  return state?.opened.kind === 'here' ? state.opened.value.prefix.id : undefined;
}
