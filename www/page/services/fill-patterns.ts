// One SVG pattern for each pair of hue and pattern in use, kept in one hidden SVG.

import { svg } from '../lib/dom.js';
import type { ServiceStyle } from './palette.js';

const drawn = new Map<string, string>();
let shelf: SVGDefsElement | null = null;

function patternShapes(pattern: number): SVGElement[] {
  const line = (d: string): SVGElement => svg('path', { class: 'pattern-line', d });
  switch (pattern) {
    case 0:
      return [line('M-2 2 2 -2M0 8 8 0M6 10 10 6')];
    case 1:
      return [
        svg('circle', { class: 'pattern-dot', cx: 2, cy: 2, r: 1 }),
        svg('circle', { class: 'pattern-dot', cx: 6, cy: 6, r: 1 }),
      ];
    case 2:
      return [line('M0 2H8M0 6H8')];
    case 3:
      return [line('M0 4H8M4 0V8')];
    case 4:
      return [line('M-2 6 2 10M0 0 8 8M6 -2 10 2')];
    default:
      return [line('M2 0V5M6 4V8M6 0V1')];
  }
}

/** The value of a `fill` attribute that draws the pattern of a service over its tint. */
export function patternFill(look: ServiceStyle): string {
  if (look.hue < 0) return 'none';
  const id = `pattern-${look.hue}-${look.pattern}`;
  const known = drawn.get(id);
  if (known !== undefined) return known;
  if (shelf === null) {
    shelf = svg('defs');
    document.body.append(
      svg('svg', { class: 'pattern-defs', width: 0, height: 0, 'aria-hidden': 'true' }, shelf),
    );
  }
  shelf.append(
    svg(
      'pattern',
      { id, class: `hue-${look.hue}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
      patternShapes(look.pattern),
    ),
  );
  const fill = `url(#${id})`;
  drawn.set(id, fill);
  return fill;
}
