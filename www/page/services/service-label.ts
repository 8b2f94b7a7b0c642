// A service in a word: its colour, weave and letter in a small square, and its name.

import { el, svg } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { patternFill } from './fill-patterns.js';
import { REGIONAL, type ServiceStyle } from './palette.js';

function hueClass(look: ServiceStyle): string {
  return look.hue < 0 ? 'no-service' : `hue-${look.hue}`;
}

/** The square alone; it repeats what stands beside it, so it is hidden from assistive technology. */
export function swatch(look: ServiceStyle, size = 20): SVGSVGElement {
  const box = { x: 0.75, y: 0.75, width: 18.5, height: 18.5, rx: 4 };
  return svg(
    'svg',
    {
      class: `swatch ${hueClass(look)}${look === REGIONAL ? ' regional' : ''}`,
      viewBox: '0 0 20 20',
      width: size,
      height: size,
      'aria-hidden': 'true',
    },
    svg('rect', { class: 'tint', ...box }),
    svg('rect', { ...box, fill: patternFill(look) }),
    svg('rect', { class: 'edge', ...box }),
    svg('text', { class: `letter${look.letter.length > 1 ? ' small' : ''}`, x: 10, y: 14.4 }, look.letter),
  );
}

/** Square and name. */
export function serviceLabel(look: ServiceStyle): HTMLElement {
  return el('span', { class: 'service' }, swatch(look), untrustedText(look.name));
}
