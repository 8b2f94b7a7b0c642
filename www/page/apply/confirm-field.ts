// The field in which the prefix of a plan is typed as a confirmation.

import { el, setChildren } from '../lib/dom.js';

export function createConfirmField() {
  const field = el('input', {
    id: 'confirm',
    class: 'mono',
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    'aria-describedby': 'confirm-problem',
    oninput: () => setProblem(''),
  });
  const label = el('label', { for: 'confirm' });
  const problem = el('p', { id: 'confirm-problem', class: 'is-error', role: 'alert' });
  const setProblem = (text: string): void => {
    problem.textContent = text;
    if (text === '') field.removeAttribute('aria-invalid');
    else field.setAttribute('aria-invalid', 'true');
  };
  return {
    root: el('div', { class: 'field' }, label, field, problem),
    setPrefix(cidr: string): void {
      setChildren(label, [el('span', {}, 'Type ', el('code', {}, cidr), ' to confirm')]);
    },
    /** True where the prefix was typed; otherwise the field says so. */
    confirms(cidr: string): boolean {
      if (field.value.trim() === cidr) return true;
      setProblem(`Type ${cidr} to confirm. Nothing was sent.`);
      field.focus();
      return false;
    },
    clear(): void {
      field.value = '';
      setProblem('');
    },
  };
}
