// The plan of the draft: asked of the planner whenever draft or choices are others, and told in a sentence with its details.

import { isByoipError } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { ruleContext } from '../draft/draft-panel.js';
import { findingList } from '../draft/findings-list.js';
import { formatMessage } from '../errors/notice.js';
import { el, setChildren } from '../lib/dom.js';
import { Yielder } from '../lib/yielder.js';
import type { PageState } from '../state/page-state.js';
import { createPlanDetails, type PlanContext } from './plan-details.js';
import { DEFAULT_OPTIONS, planOptionsForm } from './plan-options.js';
import { currentBindingsJson, knownPrefixFacts, type PlanOptions, type PlanRequest } from './plan-request.js';
import type { PlanSummary } from './plan-summary.js';
import { durationText } from './plan-timeline.js';
import { callPlanner, cancelPlanner, Superseded } from './planner-client.js';

export interface PlanPanel {
  update(state: PageState): void;
  /** Brings the focus to what the plan says. */
  focus(): void;
}

/** Typing and clicking in a row are one question. */
const PAUSE_MS = 120;
/** Work longer than this is shown, with a way to end it. */
const LONG_MS = 300;

/** Builds the panel in `root`. */
export function createPlanPanel(root: HTMLElement): PlanPanel {
  let state: PageState | null = null;
  let choices: PlanOptions = DEFAULT_OPTIONS;
  let asked: Pick<PageState, 'openPrefix' | 'draft' | 'bgp' | 'account'> | null = null;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;
  const lists = new WeakMap<OpenPrefix, string>();

  const sum = el('p', { class: 'plan-sum', 'aria-live': 'polite', tabindex: -1 });
  const terms = el('p', { class: 'aside' });
  const assumed = el('ul', { class: 'plan-assumed aside', 'aria-label': 'What the plan takes for granted' });
  const refusal = el('p', { class: 'plan-refused', 'aria-live': 'polite' });
  const working = el('div', { class: 'plan-working', hidden: true });
  const trouble = el('div', { class: 'says' });
  const details = createPlanDetails({
    onFocusLost: () => sum.focus(),
    onBlocked(count) {
      const reasons = count === 1 ? '1 reason' : `${count} reasons`;
      refusal.textContent = count === 0 ? '' : `Refused as it stands, for ${reasons}: see the guards below.`;
    },
  });
  root.replaceChildren(
    sum,
    terms,
    assumed,
    refusal,
    working,
    planOptionsForm((next) => {
      choices = next;
      request(0);
    }),
    trouble,
    details.root,
  );

  const here = (): PlanContext | null => {
    if (state === null || state.openPrefix.kind !== 'ready' || state.account.kind !== 'ready') return null;
    return { opened: state.openPrefix.value, account: state.account.value, state: state };
  };

  const subjectOf = async (): Promise<PlanRequest | null> => {
    const now = here();
    if (now === null) return null;
    const { opened, account, state: current } = now;
    const { prefix } = ruleContext(current, opened, account);
    const chosen = choices;
    const list = lists.get(opened) ?? (await currentBindingsJson(opened.bindings, new Yielder()));
    lists.set(opened, list);
    return {
      prefix: knownPrefixFacts(prefix),
      services: account.services.map(({ id, name }) => ({ id, name })),
      current: list,
      changes: current.draft.present.changes,
      options: chosen,
    };
  };

  const drawTold = (subject: PlanRequest, told: PlanSummary): void => {
    const now = here();
    if (now === null) return;
    const had = trouble.contains(document.activeElement);
    sum.textContent = `${told.sentence.slice(0, 1).toUpperCase()}${told.sentence.slice(1)}.`;
    terms.textContent = told.steps === 0 ? '' : durationText(told);
    draw(told.assumptions);
    trouble.replaceChildren();
    if (had) sum.focus();
    details.show(now, subject, told);
  };

  const draw = (assumptions: readonly string[]): void => {
    assumed.hidden = assumptions.length === 0;
    setChildren(
      assumed,
      assumptions.map((sentence) => el('li', {}, formatMessage(sentence))),
    );
  };

  const clear = (): void => {
    details.hide();
    draw([]);
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
        el('p', {}, formatMessage(isOurs ? error.message : 'It did not answer')),
        el(
          'p',
          { class: 'aside' },
          formatMessage(isOurs ? error.help : 'check the connection, then try again'),
        ),
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
    cancelPlanner();
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
      const told = await callPlanner('summarise', subject);
      if (mine !== latest) return;
      drawTold(subject, told);
    } catch (error) {
      if (mine !== latest) return;
      if (error instanceof Superseded) {
        // A file that was asked for has taken the place of the plan: it is asked for again.
        request(PAUSE_MS);
        return;
      }
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
      if (next.openPrefix.kind !== 'ready') return;
      if (before?.openPrefix !== next.openPrefix) {
        details.clearOverrides();
        latest += 1;
        cancelPlanner();
        rest();
        clear();
        trouble.replaceChildren();
        sum.textContent = 'Planning…';
      }
      const isSame =
        asked !== null &&
        asked.openPrefix === next.openPrefix &&
        asked.draft.present.changes === next.draft.present.changes &&
        asked.bgp === next.bgp &&
        asked.account === next.account;
      if (!isSame) {
        asked = next;
        request(PAUSE_MS);
      } else if (before?.draftPrefix !== next.draftPrefix) {
        const now = here();
        if (now !== null) details.redraw(now);
      }
    },
    focus: () => sum.focus(),
  };
}
