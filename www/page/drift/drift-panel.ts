// The panel of drift: compares the account with a snapshot, shows what changed, and starts a restore as a run.

import { isByoipError } from '../../../src/js/entry/page.js';
import { isUnfinished, type RunController } from '../apply/run-controller.js';
import type { RestoreSubject } from '../apply/run-messages.js';
import { applyObstacle, runsOfWorker } from '../apply/run-target.js';
import { errorNotice } from '../errors/notice.js';
import { type PageError, unexpectedError } from '../errors/page-error.js';
import { aside, button, el, setChildren } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { setSidePanel } from '../lib/side-panel.js';
import { callPlannerUntil } from '../planner/planner-client.js';
import type { RestoreReview } from '../planner/restore-review.js';
import { takeSnapshot } from '../share/take-snapshot.js';
import type { PageState, Panel } from '../state/page-state.js';
import { driftFindings, driftSentence } from './drift-findings.js';
import { type RestoreFormHandlers, type RestoreOptionName, restoreForm } from './restore-form.js';

/** A snapshot to compare with. */
export interface EarlierSnapshot {
  readonly name: string;
  text(): Promise<string>;
}

interface Compared {
  readonly name: string;
  readonly before: string;
  readonly now: string;
}

const NO_OPTIONS: Readonly<Record<RestoreOptionName, boolean>> = { removeAdditions: false, force: false };

/** Builds the panel in `root`, closed. */
export function createDriftPanel(root: HTMLElement, controller: RunController, onClose: () => void) {
  let state: PageState | null = null;
  let working = new AbortController();
  const title = el('h2', { id: 'drift-title', tabindex: -1 }, 'Drift');
  const body = el('div', { class: 'run-prefixes', 'aria-live': 'polite' });
  const close = (): void => {
    working.abort();
    body.replaceChildren();
    setSidePanel(root, false);
    onClose();
  };
  setChildren(root, [el('div', { class: 'card-head' }, title, button('Close drift', close, 'small')), body]);

  /** Runs one task at a time, a newer one in place of an older one. */
  const run = (where: string, task: (signal: AbortSignal) => Promise<void>): void => {
    working.abort();
    working = new AbortController();
    const { signal } = working;
    task(signal).catch((error: unknown) => {
      if (!signal.aborted) setChildren(body, [errorNotice(driftError(error, where))]);
    });
  };
  const review = async (
    compared: Compared,
    options: typeof NO_OPTIONS,
    signal: AbortSignal,
  ): Promise<void> => {
    const { name, before, now } = compared;
    const found = await callPlannerUntil(signal, 'reviewRestore', { before, now, ...options });
    signal.throwIfAborted();
    const focused = body.contains(document.activeElement) ? document.activeElement?.id : undefined;
    setChildren(body, reviewView(name, found, options, compared));
    if (focused !== undefined) (document.getElementById(focused) ?? title).focus();
  };
  const reviewView = (
    name: string,
    found: RestoreReview,
    options: typeof NO_OPTIONS,
    compared: Compared,
  ): Parameters<typeof setChildren>[1] => [
    el('p', { class: 'plan-summary' }, driftSentence(found)),
    aside('Compared with ', untrustedText(name, 80)),
    ...driftFindings(found),
    ...restoreForm(found, options, state && restoreObstacle(state, controller, found), {
      ...startHandlers(state, controller, { before: compared.before, options }),
      onOption: (option, value) =>
        run(name, (signal) => review(compared, { ...options, [option]: value }, signal)),
      onAgain: () => open({ name, text: async () => compared.before }),
    }),
  ];
  /** Reads the account again, and compares it with the snapshot. */
  const open = ({ name, text }: EarlierSnapshot): void => {
    const session = state?.session ?? null;
    if (session === null) return;
    setSidePanel(root, true);
    setChildren(body, [el('p', { role: 'status' }, 'Reading the whole account…')]);
    title.focus();
    run(name, async (signal) => {
      const before = await text();
      const now = await takeSnapshot(session, signal);
      signal.throwIfAborted();
      if (now.kind === 'error') setChildren(body, [errorNotice(now.error)]);
      else await review({ name, before, now: now.value }, NO_OPTIONS, signal);
    });
  };
  return {
    open,
    update(next: PageState): void {
      const isOther = state !== null && state.session !== next.session;
      state = next;
      if (isOther && !root.hidden) close();
    },
  } satisfies Panel & { open(snapshot: EarlierSnapshot): void };
}

/** What starts the restore that was reviewed, in this tab or in the Worker. */
function startHandlers(
  state: PageState | null,
  controller: RunController,
  reviewed: Pick<RestoreSubject, 'before' | 'options'>,
): Pick<RestoreFormHandlers, 'onStart' | 'onHandOver'> {
  const subject = (plan: string, leftOut: readonly string[]): RestoreSubject => {
    return { kind: 'restore', plan, leftOut, ...reviewed };
  };
  const hasRuns = state !== null && runsOfWorker(state) !== null;
  return {
    onStart: (plan, leftOut) => controller.start(subject(plan, leftOut)),
    onHandOver: hasRuns ? (plan, leftOut) => controller.startInWorker(subject(plan, leftOut)) : null,
  };
}

function restoreObstacle(
  state: PageState,
  controller: RunController,
  { restores: { shown, more } }: RestoreReview,
): string | null {
  const { activeName, runs } = controller.store.get();
  const restored = new Set(shown.map(({ prefixId }) => prefixId));
  const isInRun = (id: string): boolean => more > 0 || restored.has(id);
  if (runs.some((one) => isUnfinished(one) && one.prefixIds.some(isInRun)))
    return 'A run of these prefixes is not finished. Finish or abandon it, then compare again.';
  if (activeName !== null) return 'This tab carries out a run: a restore can start after it.';
  return applyObstacle(state);
}

function driftError(error: unknown, where: string): PageError {
  if (!isByoipError(error)) return unexpectedError(error, where);
  const { message: detail, help, code, pointer } = error;
  return {
    title: 'The account cannot be compared with this file',
    detail,
    help,
    code,
    where,
    expected: 'a snapshot of this account',
    ...(pointer === undefined ? {} : { pointer }),
  };
}
