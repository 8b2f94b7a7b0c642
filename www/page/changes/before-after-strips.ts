// The owners before and after a change, as strips.

import { elementOf, type Palette } from '../../../src/js/entry/page.js';
import { type BeforeAfter, beforeAfterStrips } from '../../../src/js/entry/page-later.js';
import { el } from '../lib/dom.js';
import { pagePatterns } from '../services/fill-patterns.js';

/** The strips of this width, px; `null` where there is no room. */
export function changeStrips(content: BeforeAfter, palette: Palette, width: number): HTMLElement | null {
  const drawing = beforeAfterStrips(content, palette, pagePatterns, width);
  return drawing && el('div', { class: 'before-after-drawing' }, elementOf(drawing));
}
