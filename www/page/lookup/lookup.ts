// The look-up: a field for an address, examples to try, and the room where the answer goes.

import { el, setChildren } from '../lib/dom.js';

export interface LookupPanel {
  /** Puts a text into the field. */
  setText(text: string): void;
  /** Moves the focus to the field and selects what is in it. */
  focus(): void;
  /** Shows the answer, or nothing. `faulty` marks the field as not accepted. */
  show(answer: HTMLElement | null, faulty: boolean): void;
  /** Offers these addresses to try. */
  showExamples(examples: readonly string[]): void;
}

/** Builds the look-up in `root`; `onAsk` gets the text as it was typed. */
export function createLookupPanel(root: HTMLElement, onAsk: (text: string) => void): LookupPanel {
  const field = el('input', {
    id: 'address',
    type: 'text',
    inputmode: 'text',
    autocomplete: 'off',
    autocapitalize: 'off',
    autocorrect: 'off',
    spellcheck: 'false',
    maxlength: 1000,
    placeholder: 'an address',
    'aria-describedby': 'answer',
  });
  const examples = el('p', { class: 'examples' });
  // One live region that stays, so that what enters it is announced.
  const answer = el('div', { id: 'answer', class: 'answer', 'aria-live': 'polite' });
  const submit = (event: Event): void => {
    event.preventDefault();
    onAsk(field.value);
  };
  root.replaceChildren(
    el('h2', { id: 'lookup-title' }, 'Ask'),
    el(
      'form',
      { class: 'lookup-form', onsubmit: submit },
      el(
        'label',
        { for: 'address' },
        'IPv4 or IPv6 address',
        el('kbd', { title: 'press / to jump here', 'aria-hidden': 'true' }, '/'),
      ),
      el(
        'div',
        { class: 'lookup-line' },
        field,
        el('button', { type: 'submit', class: 'button primary' }, 'Ask'),
      ),
    ),
    examples,
    answer,
  );
  return {
    setText(text) {
      field.value = text;
    },
    focus() {
      field.focus();
      field.select();
    },
    show(shown, faulty) {
      if (faulty) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
      setChildren(answer, [shown]);
    },
    showExamples(addresses) {
      setChildren(examples, [
        addresses.length > 0 && 'Try ',
        addresses.map((address) =>
          el('button', { type: 'button', class: 'example', onclick: () => onAsk(address) }, address),
        ),
      ]);
    },
  };
}
