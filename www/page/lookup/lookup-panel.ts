// The look-up panel: a field for an address, examples, and the answer.

import { el, setChildren } from '../lib/dom.js';

function addressField(): HTMLInputElement {
  return el('input', {
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
}

function lookupForm(field: HTMLInputElement, onLookUp: (text: string) => void): HTMLElement {
  const submit = (event: Event): void => {
    event.preventDefault();
    onLookUp(field.value);
  };
  const hint = el('kbd', { title: 'press / to jump here', 'aria-hidden': 'true' }, '/');
  const button = el('button', { type: 'submit', class: 'button primary' }, 'Look up');
  return el(
    'form',
    { class: 'lookup-form', onsubmit: submit },
    el('label', { for: 'address' }, 'IPv4 or IPv6 address', hint),
    el('div', { class: 'lookup-line' }, field, button),
  );
}

/** True for a text of several addresses. */
function isMany(text: string): boolean {
  const parts = text.trim().split(/[\s,;]+/);
  return parts.length > 1 && parts.every((part) => /[.:]/.test(part));
}

/** Builds the panel in `root`. `onLookUp` gets the text as typed, `onMany` one of several addresses, or an empty one. */
export function createLookupPanel(
  root: HTMLElement,
  onLookUp: (text: string) => void,
  onMany: (text: string) => void,
) {
  const field = addressField();
  const examples = el('p', { class: 'examples' });
  // A field of one line would join the lines.
  field.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!isMany(text)) return;
    event.preventDefault();
    onMany(text);
  });
  // A live region has to exist before its text changes; otherwise screen readers do not announce it.
  const answer = el('div', { id: 'answer', class: 'answer', 'aria-live': 'polite' });
  root.replaceChildren(
    el('h2', { id: 'lookup-title' }, 'Look up'),
    lookupForm(field, (text) => (isMany(text) ? onMany(text) : onLookUp(text))),
    examples,
    answer,
  );
  return {
    /** Sets the text of the field. */
    setText(text: string): void {
      field.value = text;
    },
    /** Moves the focus to the field and selects its text. */
    focus(): void {
      field.focus();
      field.select();
    },
    /** Shows the answer, or nothing. `isInvalid` marks the field; `isAwaited`: an answer follows, so that nothing below moves. */
    show(content: HTMLElement | null, isInvalid: boolean, isAwaited = false): void {
      root.style.minHeight = isAwaited ? `${root.offsetHeight}px` : '';
      if (isInvalid) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
      setChildren(answer, [content]);
    },
    /** Shows addresses to try. */
    showExamples(addresses: readonly string[]): void {
      setChildren(examples, [
        addresses.length > 0 && 'Try ',
        addresses.map((address) =>
          el('button', { type: 'button', class: 'example', onclick: () => onLookUp(address) }, address),
        ),
        el('button', { type: 'button', class: 'link', onclick: () => onMany('') }, 'Look up many'),
      ]);
    },
  };
}
