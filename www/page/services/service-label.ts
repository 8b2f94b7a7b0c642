// The label of a service: a small square with its colour, pattern and letter, and its name.

import { el, svg } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { patternFill } from './fill-patterns.js';
import { hueClass, REGIONAL, type ServiceStyle } from './palette.js';

/** The square. The name beside it says the same, so assistive technology skips the square. */
export function swatch(style: ServiceStyle, size = 20): SVGSVGElement {
  const box = { x: 0.75, y: 0.75, width: 18.5, height: 18.5, rx: 4 };
  return svg(
    'svg',
    {
      class: `swatch ${hueClass(style)}${style === REGIONAL ? ' regional' : ''}`,
      viewBox: '0 0 20 20',
      width: size,
      height: size,
      'aria-hidden': 'true',
    },
    svg('rect', { class: 'tint', ...box }),
    svg('rect', { ...box, fill: patternFill(style) }),
    svg('rect', { class: 'edge', ...box }),
    svg('text', { class: `letter${style.letter.length > 1 ? ' small' : ''}`, x: 10, y: 14.4 }, style.letter),
  );
}

/** Square and name. */
export function serviceLabel(style: ServiceStyle): HTMLElement {
  return el('span', { class: 'service' }, swatch(style), untrustedText(style.name));
}
