// The choice of who carries out a run: the Worker behind the page, where it does that, or this tab.

import { el } from '../lib/dom.js';
import { optionGroup } from '../plan/plan-options.js';

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

/** Builds the choice; `name` tells its radio buttons from others. */
export function createCarrierChoice(name: string) {
  let carrier = 'worker';
  const choice = optionGroup(name, CARRIERS, carrier, (value) => {
    carrier = value;
  });
  const only = el('p', { class: 'aside' }, IN_TAB);
  return {
    root: el('div', {}, choice, only),
    /** `isOffered`: the Worker carries out runs. */
    update(isOffered: boolean): void {
      choice.hidden = !isOffered;
      only.hidden = isOffered;
    },
    isWorker: (): boolean => !choice.hidden && carrier === 'worker',
  };
}
