// The services as options of a select element: by name, with the ID where names are confusable.

import type { Service } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { confusableIds } from './confusable-names.js';

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
