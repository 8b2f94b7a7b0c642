// The services as options of a select element: by name, with the ID where names are confusable.

import type { Service } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { confusableIds } from './confusable-names.js';

const DEFAULT_ONLY = ' (whole prefix only)';

/** Disables the services that are for a whole prefix only, and says why. */
export function markOptions(
  select: HTMLSelectElement,
  isForDefaultOnly: (serviceId: string) => boolean,
): void {
  for (const option of select.options) {
    option.disabled = isForDefaultOnly(option.value);
    const label = option.text.replace(DEFAULT_ONLY, '');
    option.textContent = option.disabled ? label + DEFAULT_ONLY : label;
  }
}

export function serviceOptions(services: readonly Service[]): readonly HTMLOptionElement[] {
  const confusable = confusableIds(services);
  return services.map(({ id, name }) =>
    el(
      'option',
      { value: id },
      confusable.has(id)
        ? `${escapeInvisible(name, 60)} · ${escapeInvisible(id, 40)}`
        : escapeInvisible(name, 60),
    ),
  );
}
