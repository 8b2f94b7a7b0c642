// The label of a service: a small square with its colour, pattern and letter, and its name.

import { elementOf, type ServiceStyle, swatch } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { pagePatterns } from './fill-patterns.js';

/** The square. The name beside it says the same, so assistive technology skips the square. */
export function serviceSwatch(style: ServiceStyle, size = 20): Element {
  return elementOf(swatch(style, pagePatterns.fillOf(style), size));
}

/** Square and name. */
export function serviceLabel(style: ServiceStyle): HTMLElement {
  return el('span', { class: 'service' }, serviceSwatch(style), untrustedText(style.name));
}
