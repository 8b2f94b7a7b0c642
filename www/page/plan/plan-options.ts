// The options of a plan as groups of radio buttons, with the meaning of the chosen one.

import { el } from '../lib/dom.js';
import type { PlanOptions } from '../planner/plan-request.js';

interface OptionChoice {
  readonly value: string;
  readonly label: string;
  readonly meaning: string;
}

interface OptionGroup {
  readonly title: string;
  readonly choices: readonly OptionChoice[];
}

const GROUPS = {
  policy: {
    title: 'Policy',
    choices: [
      {
        value: 'hitless',
        label: 'least disruption',
        meaning: 'Affects as few addresses as possible, using temporary bindings (shields).',
      },
      {
        value: 'fewest-writes',
        label: 'fewest calls',
        meaning: 'Only the calls the change needs. Affected addresses are listed.',
      },
    ],
  },
  gate: {
    title: 'Wait until',
    choices: [
      {
        value: 'settled',
        label: 'all data centers',
        meaning: 'Waits until every data center has the binding (hours).',
      },
      {
        value: 'active',
        label: 'API says active',
        meaning:
          'Waits until the API reports the binding as active, which means a majority of the data centers. Where an address would be affected, waits for all of them.',
      },
    ],
  },
  profile: {
    title: 'Default binding',
    choices: [
      {
        value: 'strict',
        label: 'replace alone',
        meaning:
          'Assumes that the default can only be deleted last and created first, and not be deleted while the prefix is advertised. Cloudflare does not document this.',
      },
      {
        value: 'lenient',
        label: 'replace in place',
        meaning:
          'Assumes that the default can be deleted and created while smaller bindings exist. Cloudflare does not document this.',
      },
    ],
  },
} as const satisfies Record<keyof PlanOptions, OptionGroup>;

export const DEFAULT_OPTIONS: PlanOptions = { policy: 'hitless', profile: 'strict', gate: 'settled' };

/** `Default binding: replace alone` */
export function optionLabel(name: keyof PlanOptions, value: string): string {
  const { title, choices } = GROUPS[name];
  return `${title}: ${choices.find((choice) => choice.value === value)?.label ?? value}`;
}

/** `onChange` gets all options when one has changed. */
export function planOptionsForm(onChange: (options: PlanOptions) => void): HTMLElement {
  let options = DEFAULT_OPTIONS;
  const group = (name: keyof PlanOptions): HTMLElement =>
    optionGroup(name, GROUPS[name], options[name], (value) => {
      options = { ...options, [name]: value };
      onChange(options);
    });
  return el('div', { class: 'plan-options' }, group('policy'), group('gate'), group('profile'));
}

function optionGroup(
  name: string,
  { title, choices }: OptionGroup,
  initial: string,
  onChoose: (value: string) => void,
): HTMLElement {
  const meaning = el('p', { class: 'aside' });
  const showMeaning = (value: string): void => {
    meaning.textContent = choices.find((choice) => choice.value === value)?.meaning ?? '';
  };
  showMeaning(initial);
  const radio = ({ value, label }: OptionChoice): HTMLElement =>
    el(
      'label',
      { class: 'radio' },
      el('input', {
        type: 'radio',
        name: `plan-${name}`,
        value,
        checked: initial === value,
        onchange() {
          showMeaning(value);
          onChoose(value);
        },
      }),
      el('span', { class: 'radio-label' }, label),
    );
  return el(
    'fieldset',
    { class: 'plan-option' },
    el('legend', { class: 'minor' }, title),
    el('div', { class: 'segmented' }, choices.map(radio)),
    meaning,
  );
}
