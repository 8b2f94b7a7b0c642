// The form of the draft: addresses and a service, with the findings of the rules while they are typed.

import type { Service } from '../../../src/js/entry/page.js';
import { el, setChildren } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { pasteQuickly } from '../lib/quick-paste.js';
import { markOptions, serviceOptions } from '../services/service-options.js';
import { isBlocking } from './check-draft.js';
import { formFeedback, type TargetCheck } from './draft-form-feedback.js';
import type { ExampleChange } from './example-change.js';
import { parseTargets } from './parse-targets.js';

export interface DraftFormHandlers {
  check(cidrs: readonly string[], serviceId: string): TargetCheck;
  /** True where the service is not for these parts of the prefix. */
  isDefaultOnly(cidrs: readonly string[], serviceId: string): boolean;
  onAdd(cidrs: readonly string[], serviceId: string): void;
}

/** The rules are checked when typing pauses this long. */
const CHECK_DELAY_MS = 120;

export function createDraftForm(handlers: DraftFormHandlers) {
  const { root, field, service, feedback, examples } = formElements();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const actions = {
    setText: (text: string): void => setText(text),
    add(cidrs: readonly string[]): void {
      handlers.onAdd(cidrs, service.value);
      field.focus();
    },
  };
  const setText = (text: string): void => {
    field.value = text;
    field.focus();
    showFeedback();
  };

  /** Gives the CIDRs of the text; `null` where it has none or has an error. */
  const showFeedback = (): readonly string[] | null => {
    clearTimeout(timer);
    const parsed = parseTargets(field.value);
    if (parsed.kind === 'invalid') field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
    const cidrs = parsed.kind === 'cidrs' ? parsed.cidrs : [];
    markOptions(service, (id) => cidrs.length > 0 && handlers.isDefaultOnly(cidrs, id));
    const check = (cidrs: readonly string[]): TargetCheck => handlers.check(cidrs, service.value);
    setChildren(feedback, formFeedback(parsed, field.value, check, actions));
    return parsed.kind === 'cidrs' ? parsed.cidrs : null;
  };

  root.addEventListener('submit', (event) => {
    event.preventDefault();
    const cidrs = showFeedback();
    if (cidrs !== null && !handlers.check(cidrs, service.value).findings.some(isBlocking)) {
      handlers.onAdd(cidrs, service.value);
      field.value = '';
      showFeedback();
    }
    field.focus();
  });
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(showFeedback, CHECK_DELAY_MS);
  });
  service.addEventListener('change', showFeedback);
  return {
    root,
    /** The service of the example is chosen until the person chooses another one. */
    setExample(example: ExampleChange | null, services: readonly Service[]): void {
      const chosen = service.value === '' ? example?.serviceId : service.value;
      setChildren(service, serviceOptions(services));
      if (services.some(({ id }) => id === chosen)) service.value = chosen ?? '';
      const use = (change: ExampleChange): void => {
        service.value = change.serviceId;
        setText(change.text);
      };
      setChildren(examples, example === null ? [] : ['Try ', exampleButton(example, services, use)]);
    },
    clear(): void {
      field.value = '';
      showFeedback();
    },
    /** Checks the text again, since the bindings have changed. */
    refresh(): void {
      if (field.value !== '') showFeedback();
    },
  };
}

function formElements() {
  const field = el('textarea', {
    id: 'targets',
    class: 'mono',
    rows: 2,
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
    placeholder: '192.0.2.16-192.0.2.23, 192.0.2.64/28',
    'aria-describedby': 'targets-feedback',
    onpaste: pasteQuickly,
  });
  const service = el('select', { id: 'service' });
  const feedback = el('div', { id: 'targets-feedback', class: 'feedback', 'aria-live': 'polite' });
  const examples = el('p', { class: 'examples' });
  const root = el(
    'form',
    { class: 'draft-form', 'aria-label': 'Add bindings' },
    el('div', { class: 'field grow' }, el('label', { for: 'targets' }, 'Addresses, ranges or CIDRs'), field),
    el('div', { class: 'field' }, el('label', { for: 'service' }, 'Service'), service),
    el('button', { type: 'submit', class: 'button primary' }, 'Add binding'),
    examples,
    feedback,
  );
  return { root, field, service, feedback, examples };
}

function exampleButton(
  example: ExampleChange,
  services: readonly Service[],
  use: (example: ExampleChange) => void,
): HTMLElement {
  const name = services.find(({ id }) => id === example.serviceId)?.name ?? '';
  const label = `${example.text} → ${escapeInvisible(name, 30)}`;
  return el('button', { type: 'button', class: 'example', onclick: () => use(example) }, label);
}
