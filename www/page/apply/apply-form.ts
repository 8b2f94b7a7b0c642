// The part of the plan that carries it out: what will be sent, and the prefix to type as a confirmation.

import { actions, aside, button, el, setChildren } from '../lib/dom.js';
import type { PlanFollower, ShownPlan } from '../plan/plan-details.js';
import { planDuration } from '../plan/plan-time.js';
import { isUnfinished, type RunController } from './run-controller.js';
import type { RunProgress } from './run-messages.js';
import { applyObstacle } from './run-target.js';

/** Builds the part; it follows the plan that is shown. */
export function createApplyForm(controller: RunController): PlanFollower {
  let shown: ShownPlan | null = null;
  const field = el('input', {
    id: 'confirm',
    class: 'mono',
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    'aria-describedby': 'confirm-problem',
    oninput: () => setProblem(''),
  });
  const label = el('label', { for: 'confirm' });
  const problem = el('p', { id: 'confirm-problem', class: 'is-error', role: 'alert' });
  const what = el('p', {});
  const obstacle = el('div', { class: 'apply-obstacle' });
  const form = el(
    'form',
    { class: 'apply-form', 'aria-label': 'Apply the plan', onsubmit: (event) => submit(event) },
    what,
    el('div', { class: 'field' }, label, field, problem),
    actions(el('button', { type: 'submit', class: 'button danger' }, 'Start the run')),
  );
  const root = el('div', { class: 'plan-apply' }, el('h3', { class: 'minor' }, 'Apply'), obstacle, form);

  const setProblem = (text: string): void => {
    problem.textContent = text;
    if (text === '') field.removeAttribute('aria-invalid');
    else field.setAttribute('aria-invalid', 'true');
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (shown === null) return;
    const { request, overrides, summary, context } = shown;
    const { id: prefixId, cidr } = context.openPrefix.prefix;
    if (field.value.trim() !== cidr) {
      setProblem(`Type ${cidr} to confirm. Nothing was sent.`);
      field.focus();
      return;
    }
    field.value = '';
    const { fingerprint } = summary;
    controller.start({ kind: 'draft', prefixId, request, overrides, fingerprint });
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
    setChildren(obstacle, obstacleView(reason, unfinished, controller));
    what.textContent = `Sends the API calls above, in this order: ${planDuration(summary)} Before each call it lists the bindings, and stops if they are not as planned. Runs while this tab is open; you can pause and resume at any time.`;
    setChildren(label, [el('span', {}, 'Type ', el('code', {}, prefix.cidr), ' to confirm')]);
  };
  controller.store.subscribe(draw);
  return {
    root,
    update(plan) {
      if (plan.context.openPrefix.prefix.id !== shown?.context.openPrefix.prefix.id) {
        field.value = '';
        setProblem('');
      }
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
