// One SVG pattern for each pair of hue and pattern in use, kept in one hidden SVG.

import { svg } from '../lib/dom.js';
import type { ServiceStyle } from './palette.js';

const fills = new Map<string, string>();
let definitions: SVGDefsElement | null = null;

function patternShapes(pattern: number): SVGElement[] {
  const line = (d: string): SVGElement => svg('path', { class: 'pattern-line', d });
  const dot = (at: number): SVGElement => svg('circle', { class: 'pattern-dot', cx: at, cy: at, r: 1 });
  switch (pattern) {
    case 0:
      return [line('M-2 2 2 -2M0 8 8 0M6 10 10 6')];
    case 1:
      return [dot(2), dot(6)];
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

function patternDefinitions(): SVGDefsElement {
  if (definitions === null) {
    definitions = svg('defs');
    const hidden = { class: 'pattern-defs', width: 0, height: 0, 'aria-hidden': 'true' } as const;
    document.body.append(svg('svg', hidden, definitions));
  }
  return definitions;
}

/** The value of a `fill` attribute that draws the pattern of a service over its tint. */
export function patternFill(style: ServiceStyle): string {
  if (style.hue < 0) return 'none';
  const id = `pattern-${style.hue}-${style.pattern}`;
  const known = fills.get(id);
  if (known !== undefined) return known;
  const size = { width: 8, height: 8, patternUnits: 'userSpaceOnUse' } as const;
  patternDefinitions().append(
    svg('pattern', { id, class: `hue-${style.hue}`, ...size }, patternShapes(style.pattern)),
  );
  const fill = `url(#${id})`;
  fills.set(id, fill);
  return fill;
}
