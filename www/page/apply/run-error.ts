// The errors of runs as the page shows them.

import { isByoipError } from '../../../src/js/entry/page.js';
import { type PageError, unexpectedError } from '../errors/page-error.js';

/** A refusal of the Worker, or no answer from it. */
export class WorkerRunError extends Error {
  readonly pageError: PageError;

  constructor(pageError: PageError) {
    super(pageError.detail);
    this.pageError = pageError;
  }
}

export function runError(error: unknown): PageError {
  const where = 'the run';
  if (error instanceof WorkerRunError) return error.pageError;
  if (!isByoipError(error)) return unexpectedError(error, where);
  const { message: detail, help, code } = error;
  return { title: titleOf(code), detail, help, code, where };
}

function titleOf(code: string): string {
  if (code === 'journal-changed' || code === 'journal-held') return 'The run is carried out elsewhere';
  if (code === 'journal-unwritable') return 'The journal cannot be stored: nothing more is sent';
  if (code.startsWith('journal-')) return 'This journal cannot be used';
  return 'The run did not start';
}
