// The services as options of a list: by name, and by id as well where names could be mistaken for each other.

import type { Service } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { confusableIds } from './confusable-names.js';

export function serviceOptions(services: readonly Service[]): readonly HTMLOptionElement[] {
  const unclear = confusableIds(services);
  return services.map(({ id, name }) =>
    el(
      'option',
      { value: id },
      unclear.has(id)
        ? `${escapeInvisible(name, 60)} · ${escapeInvisible(id, 40)}`
        : escapeInvisible(name, 60),
    ),
  );
}
