// How to plan: three switches, each choice with a sentence on what it means.

import { el } from '../lib/dom.js';
import type { PlanOptions } from './plan-request.js';

interface OptionChoice {
  readonly value: string;
  readonly label: string;
  readonly meaning: string;
}

const OPTION_GROUPS = {
  policy: {
    title: 'Policy',
    choices: [
      {
        value: 'hitless',
        label: 'hitless',
        meaning:
          'As few addresses are hit as can be: temporary bindings, shields, hold a block while it changes.',
      },
      {
        value: 'fewest-writes',
        label: 'fewest writes',
        meaning: 'No write that the change does not need. Who is hit meanwhile is said.',
      },
    ],
  },
  gate: {
    title: 'Wait until',
    choices: [
      {
        value: 'settled',
        label: 'settled',
        meaning: 'A new binding is relied on once every edge has it: hours after the write.',
      },
      {
        value: 'active',
        label: 'active',
        meaning:
          'A wait for new bindings ends once the API calls them active, which is a majority of the data centers; where that would hit an address, it takes the hours.',
      },
    ],
  },
  profile: {
    title: 'Profile',
    choices: [
      {
        value: 'strict',
        label: 'strict',
        meaning:
          'Assumes that the binding of the whole prefix can be deleted only as the last, and not while it is advertised. Nobody documents it.',
      },
      {
        value: 'lenient',
        label: 'lenient',
        meaning:
          'Assumes that the binding of the whole prefix can be deleted and made while smaller ones exist. Nobody documents it.',
      },
    ],
  },
} as const satisfies Record<keyof PlanOptions, { title: string; choices: readonly OptionChoice[] }>;

export const DEFAULT_OPTIONS: PlanOptions = { policy: 'hitless', profile: 'strict', gate: 'settled' };

/** The switches. `onChoose` gets all choices whenever one is another. */
export function planOptionsForm(onChoose: (choices: PlanOptions) => void): HTMLElement {
  let chosen = DEFAULT_OPTIONS;
  const group = (name: keyof PlanOptions): HTMLElement => {
    const { title, choices } = OPTION_GROUPS[name];
    const meaning = el('p', { class: 'aside' });
    const explain = (value: string): void => {
      meaning.textContent = choices.find((one) => one.value === value)?.meaning ?? '';
    };
    explain(chosen[name]);
    const picks = choices.map(({ value, label }) =>
      el(
        'label',
        { class: 'radio' },
        el('input', {
          type: 'radio',
          name: `plan-${name}`,
          value,
          checked: chosen[name] === value,
          onchange: () => {
            chosen = { ...chosen, [name]: value };
            explain(value);
            onChoose(chosen);
          },
        }),
        el('span', { class: 'radio-label' }, label),
      ),
    );
    return el(
      'fieldset',
      { class: 'plan-choice' },
      el('legend', { class: 'minor' }, title),
      el('div', { class: 'version-toggle' }, picks),
      meaning,
    );
  };
  return el('div', { class: 'plan-choices' }, group('policy'), group('gate'), group('profile'));
}
