// The services as options of a list: by name, and by id as well where names could be mistaken for each other.

import type { Service } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import { visible } from '../lib/escape-text.js';
import { mistakable } from './confusable-names.js';

export function serviceOptions(services: readonly Service[]): readonly HTMLOptionElement[] {
  const unclear = mistakable(services);
  return services.map(({ id, name }) =>
    el(
      'option',
      { value: id },
      unclear.has(id) ? `${visible(name, 60)} · ${visible(id, 40)}` : visible(name, 60),
    ),
  );
}
