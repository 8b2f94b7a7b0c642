// The progress of a plan that takes long, with a button that cancels it.

import { el } from '../lib/dom.js';

export interface PlanProgress {
  readonly root: HTMLElement;
  /** Shows the progress when planning takes long. */
  start(bindingCount: number): void;
  /** Gives true where the cancel button had the focus. */
  end(): boolean;
}

const SHOWN_AFTER_MS = 300;

export function createPlanProgress(onCancel: () => void): PlanProgress {
  const root = el('div', { class: 'plan-progress', hidden: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (bindingCount: number): void => {
    root.replaceChildren(
      el('label', { for: 'plan-progress' }, `Planning ${bindingCount.toLocaleString('en')} bindings…`),
      el('progress', { id: 'plan-progress' }),
      el('button', { type: 'button', class: 'button small', onclick: onCancel }, 'Cancel'),
    );
    root.hidden = false;
  };
  return {
    root,
    start(bindingCount) {
      clearTimeout(timer);
      timer = setTimeout(() => show(bindingCount), SHOWN_AFTER_MS);
    },
    end() {
      clearTimeout(timer);
      const hadFocus = root.contains(document.activeElement);
      root.hidden = true;
      root.replaceChildren();
      return hadFocus;
    },
  };
}
