// The options of a plan as groups of radio buttons, with the meaning of the chosen one.

import { aside, el, radio } from '../lib/dom.js';
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

const choice = (value: string, label: string, meaning: string): OptionChoice => ({ value, label, meaning });

const GROUPS: Readonly<Record<keyof PlanOptions, OptionGroup>> = {
  policy: {
    title: 'Policy',
    choices: [
      choice(
        'hitless',
        'least disruption',
        'Affects as few addresses as possible, using temporary bindings (shields).',
      ),
      choice(
        'fewest-writes',
        'fewest calls',
        'Only the calls the change needs. Affected addresses are listed.',
      ),
    ],
  },
  gate: {
    title: 'Wait until',
    choices: [
      choice('settled', 'all data centers', 'Waits until every data center has the binding (hours).'),
      choice(
        'active',
        'API says active',
        'Waits until the API reports the binding as active, which means a majority of the data centers. Where an address would be affected, waits for all of them.',
      ),
    ],
  },
  profile: {
    title: 'Default binding',
    choices: [
      choice(
        'strict',
        'replace alone',
        'Assumes that the default can only be deleted last and created first, and not be deleted while the prefix is advertised. Cloudflare does not document this.',
      ),
      choice(
        'lenient',
        'replace in place',
        'Assumes that the default can be deleted and created while smaller bindings exist. Cloudflare does not document this.',
      ),
    ],
  },
};

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

/** Choices beside each other, and what the chosen one means. */
export function optionGroup(
  name: string,
  { title, choices }: OptionGroup,
  initial: string,
  onChoose: (value: string) => void,
): HTMLElement {
  const meaning = aside();
  const showMeaning = (value: string): void => {
    meaning.textContent = choices.find((choice) => choice.value === value)?.meaning ?? '';
  };
  showMeaning(initial);
  const option = ({ value, label }: OptionChoice): HTMLElement => {
    const onchange = (): void => {
      showMeaning(value);
      onChoose(value);
    };
    return radio({ name: `plan-${name}`, value, checked: initial === value, onchange }, label);
  };
  return el(
    'fieldset',
    { class: 'plan-option' },
    el('legend', { class: 'minor' }, title),
    el('div', { class: 'segmented' }, choices.map(option)),
    meaning,
  );
}
