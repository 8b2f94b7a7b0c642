// The part of the plan that carries it out: what will be sent, by whom, and the prefix to type as a confirmation.

import { errorNotice } from '../errors/notice.js';
import type { PageError } from '../errors/page-error.js';
import { actions, aside, button, el, setChildren } from '../lib/dom.js';
import type { PlanFollower, ShownPlan } from '../plan/plan-details.js';
import { optionGroup } from '../plan/plan-options.js';
import { planDuration } from '../plan/plan-time.js';
import { createConfirmField } from './confirm-field.js';
import { isUnfinished, type RunController } from './run-controller.js';
import type { DraftSubject, RunProgress } from './run-messages.js';
import { applyObstacle, runsOfWorker } from './run-target.js';

const IN_TAB = 'Runs while this tab is open; you can pause and resume at any time.';
const CARRIERS = {
  title: 'Carry out',
  choices: [
    {
      value: 'worker',
      label: 'in the Worker',
      meaning: 'Goes on without this tab. Everybody who may sign in here can follow, pause and resume it.',
    },
    { value: 'tab', label: 'in this tab', meaning: IN_TAB },
  ],
};

/** Builds the part; it follows the plan that is shown. */
export function createApplyForm(controller: RunController): PlanFollower {
  let shown: ShownPlan | null = null;
  let carrier = 'worker';
  const confirmation = createConfirmField();
  const what = el('p', {});
  const where = optionGroup('carrier', CARRIERS, carrier, (value) => {
    carrier = value;
  });
  const start = el('button', { type: 'submit', class: 'button danger' }, 'Start the run');
  const obstacle = el('div', { class: 'apply-obstacle' });
  const form = el(
    'form',
    { class: 'apply-form', 'aria-label': 'Apply the plan', onsubmit: (event) => submit(event) },
    what,
    where,
    confirmation.root,
    actions(start),
  );
  const title = el('h3', { class: 'minor', tabindex: -1 }, 'Apply');
  const handOver = createHandOver(controller, start, () => {
    if (form.hidden) title.focus();
  });
  const root = el('div', { class: 'plan-apply' }, title, handOver.refusal, obstacle, form);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (shown === null) return;
    const { request, overrides, summary, context } = shown;
    const { id: prefixId, cidr } = context.openPrefix.prefix;
    if (!confirmation.confirms(cidr)) return;
    const { fingerprint } = summary;
    const subject: DraftSubject = { kind: 'draft', prefixId, request, overrides, fingerprint };
    if (where.hidden || carrier === 'tab') controller.start(subject);
    else if (!(await handOver.start(subject))) return;
    confirmation.clear();
  };
  const draw = (): void => {
    if (shown === null) return;
    const { context, summary, isBlocked } = shown;
    const { prefix } = context.openPrefix;
    const unfinished = controller.store
      .get()
      .runs.find((run) => isUnfinished(run) && run.prefixIds.includes(prefix.id));
    const reason =
      applyObstacle(context.state) ?? (isBlocked ? 'Allow the blocked checks above first.' : null);
    form.hidden = reason !== null || unfinished !== undefined || controller.store.get().activeName !== null;
    where.hidden = runsOfWorker(context.state) === null;
    setChildren(obstacle, obstacleView(reason, unfinished, controller));
    what.textContent = `Sends the API calls above, in this order: ${planDuration(summary)} Before each call it lists the bindings, and stops if they are not as planned. ${where.hidden ? IN_TAB : ''}`;
    confirmation.setPrefix(prefix.cidr);
  };
  controller.store.subscribe(draw);
  return {
    root,
    update(plan) {
      if (plan.context.openPrefix.prefix.id !== shown?.context.openPrefix.prefix.id) confirmation.clear();
      if (plan.summary.fingerprint !== shown?.summary.fingerprint) handOver.refusal.replaceChildren();
      shown = plan;
      draw();
    },
  };
}

/** Hands a draft over to the Worker, and shows why the Worker refuses. `onRefused`: the form may be gone. */
function createHandOver(controller: RunController, button: HTMLButtonElement, onRefused: () => void) {
  const refusal = el('div', { class: 'run-error' });
  let isSending = false;
  const setSending = (value: boolean): void => {
    isSending = value;
    button.setAttribute('aria-disabled', String(value));
    button.textContent = value ? 'Handing over…' : 'Start the run';
  };
  return {
    refusal,
    /** False where the run did not start. */
    async start(subject: DraftSubject): Promise<boolean> {
      if (isSending) return false;
      setSending(true);
      refusal.replaceChildren();
      const error = await controller.startInWorker(subject);
      setSending(false);
      if (error === null) return true;
      setChildren(refusal, [refusalNotice(error, () => controller.readAgain(subject.prefixId))]);
      onRefused();
      return false;
    },
  };
}

function refusalNotice(error: PageError, onReadAgain: () => void): HTMLElement {
  return error.code === 'plan-changed'
    ? errorNotice(error, button('Read the bindings again', onReadAgain, 'small'))
    : errorNotice(error);
}

function obstacleView(reason: string | null, unfinished: RunProgress | undefined, controller: RunController) {
  if (reason !== null) return [aside(reason)];
  const { activeName } = controller.store.get();
  const name = unfinished?.name ?? activeName;
  if (name === null) return [];
  const text =
    unfinished === undefined
      ? 'This tab carries out another run. Pause it, or wait for its end.'
      : 'A run of this prefix is not finished. Finish or abandon it first.';
  return [aside(text), actions(button('Show the run', () => controller.show(name), 'small'))];
}
