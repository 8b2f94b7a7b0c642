// The part of the plan that carries it out: what will be sent, by whom, and the prefix to type as a confirmation.

import { actions, aside, button, el, setChildren } from '../lib/dom.js';
import type { PlanFollower, ShownPlan } from '../plan/plan-details.js';
import { planDuration } from '../plan/plan-time.js';
import { createCarrierChoice } from './carrier-choice.js';
import { createConfirmField } from './confirm-field.js';
import { createHandOver, type HandOverHandlers } from './hand-over.js';
import { isUnfinished, type RunController } from './run-controller.js';
import type { DraftSubject, RunProgress } from './run-messages.js';
import { applyObstacle, runsOfWorker } from './run-target.js';

/** Builds the part; it follows the plan that is shown. */
export function createApplyForm(controller: RunController): PlanFollower {
  let shown: ShownPlan | null = null;
  const confirmation = createConfirmField();
  const what = el('p', {});
  const where = createCarrierChoice('carrier');
  const start = el('button', { type: 'submit', class: 'button danger' }, 'Start the run');
  const obstacle = el('div', { class: 'apply-obstacle' });
  const form = el(
    'form',
    { class: 'apply-form', 'aria-label': 'Apply the plan', onsubmit: (event) => submit(event) },
    what,
    where.root,
    confirmation.root,
    actions(start),
  );
  const title = el('h3', { class: 'minor', tabindex: -1 }, 'Apply');
  const handOver = createHandOver(start);
  const root = el('div', { class: 'plan-apply' }, title, handOver.refusal, obstacle, form);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (shown === null) return;
    const { request, overrides, summary, context } = shown;
    const { id: prefixId, cidr } = context.openPrefix.prefix;
    if (!confirmation.confirms(cidr)) return;
    const { fingerprint } = summary;
    const subject: DraftSubject = { kind: 'draft', prefixId, request, overrides, fingerprint };
    if (!where.isWorker()) controller.start(subject);
    else if (!(await handOver.run(handlersOf(subject)))) {
      // Another run has the prefix, and the form is gone.
      if (form.hidden) title.focus();
      return;
    }
    confirmation.clear();
  };
  const handlersOf = (subject: DraftSubject): HandOverHandlers => ({
    send: () => controller.startInWorker(subject),
    again: {
      label: 'Read the bindings again',
      run: () => controller.readAgain(subject.prefixId),
    },
  });
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
    where.update(runsOfWorker(context.state) !== null);
    setChildren(obstacle, obstacleView(reason, unfinished, controller));
    what.textContent = `Sends the API calls above, in this order: ${planDuration(summary)} Before each call it lists the bindings, and stops if they are not as planned.`;
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
