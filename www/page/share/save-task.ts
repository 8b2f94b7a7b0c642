// Runs the tasks of the save panel: one at a time, a newer one in place of an older one.

import type { DraftContext } from '../draft/draft-context.js';
import { errorNotice } from '../errors/notice.js';
import { unexpectedError } from '../errors/page-error.js';
import type { Child } from '../lib/dom.js';

/** Shows feedback in place of what is shown. */
export type ShowFeedback = (...feedback: readonly Child[]) => void;

export type SaveTask = (
  context: DraftContext,
  show: ShowFeedback,
  signal: AbortSignal,
) => Promise<void> | void;

export interface SaveTasks {
  /** `subject` names what failed in an error, such as `the link`. */
  run(subject: string, task: SaveTask): void;
}

export function createSaveTasks(context: () => DraftContext | null, show: ShowFeedback): SaveTasks {
  let running = new AbortController();
  return {
    run(subject, task) {
      const now = context();
      if (now === null) return;
      running.abort();
      running = new AbortController();
      const { signal } = running;
      const start = async (): Promise<void> => task(now, show, signal);
      start().catch((error: unknown) => {
        if (!signal.aborted) show(errorNotice(unexpectedError(error, subject), []));
      });
    },
  };
}
