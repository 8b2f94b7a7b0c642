// Hands a run over to the Worker: one request at a time, and why the Worker refuses it.

import { errorNotice } from '../errors/notice.js';
import type { PageError } from '../errors/page-error.js';
import { button, el, setChildren } from '../lib/dom.js';

export interface HandOverHandlers {
  /** Sends it; an error where it did not start. */
  send(): Promise<PageError | null>;
  /** The plan has changed: it is to be made again. */
  readonly again: { readonly label: string; run(): void };
}

/** `start` is the button that shows that it is under way. */
export function createHandOver(start: HTMLButtonElement) {
  const refusal = el('div', { class: 'run-error' });
  const label = start.textContent;
  let isSending = false;
  const setSending = (value: boolean): void => {
    isSending = value;
    start.setAttribute('aria-disabled', String(value));
    start.textContent = value ? 'Handing over…' : label;
  };
  return {
    refusal,
    /** False where the run did not start. */
    async run({ send, again }: HandOverHandlers): Promise<boolean> {
      if (isSending) return false;
      setSending(true);
      refusal.replaceChildren();
      const error = await send();
      setSending(false);
      if (error === null) return true;
      const isChanged = error.code === 'plan-changed';
      setChildren(refusal, [errorNotice(error, isChanged && button(again.label, again.run, 'small'))]);
      return false;
    },
  };
}
