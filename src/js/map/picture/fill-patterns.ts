// The patterns of services, and the square with colour, pattern and letter.

import { hueClass, REGIONAL, type ServiceStyle } from '../model/palette.js';
import { type ShapeNode, shape } from './shapes.js';

/** The strokes of each pattern, in a square of 8; dots for `null`. */
const PATTERNS: readonly (string | null)[] = [
  'M-2 2 2-2M0 8 8 0M6 10 10 6',
  null,
  'M0 2H8M0 6H8',
  'M0 4H8M4 0V8',
  'M-2 6 2 10M0 0 8 8M6-2 10 2',
  'M2 0V5M6 4V8M6 0V1',
];

/** The patterns of one document: each pair of hue and pattern in use has one. */
export class FillPatterns {
  readonly #idPrefix: string;
  readonly #onNew: (pattern: ShapeNode) => void;
  readonly #used = new Map<string, ShapeNode>();

  /** Ids of patterns hold for a whole document, or for a shadow tree. `onNew` gets each pattern once. */
  constructor(idPrefix: string, onNew: (pattern: ShapeNode) => void = () => {}) {
    this.#idPrefix = idPrefix;
    this.#onNew = onNew;
  }

  /** The value of a `fill` attribute that draws the pattern of a service over its tint. */
  readonly fillOf = ({ hue, pattern }: ServiceStyle): string => {
    if (hue < 0) return 'none';
    const d = PATTERNS[pattern] ?? null;
    const dot = (at: number): ShapeNode => shape('circle', { class: 'pattern-dot', cx: at, cy: at, r: 1 });
    const strokes = d === null ? [dot(2), dot(6)] : shape('path', { class: 'pattern-line', d });
    return this.#use(`${hue}-${pattern}`, (id) =>
      shape('pattern', { id, class: `hue-${hue}`, ...SQUARE }, strokes),
    );
  };

  /** The `fill` that hatches what changes. */
  hatching(): string {
    const turned = { width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' };
    return this.#use('hatch', (id) =>
      shape('pattern', { id, ...turned }, shape('path', { class: 'hatch-line', d: 'M0 0V7' })),
    );
  }

  /** The patterns in use, for `<defs>`. */
  shapes(): readonly ShapeNode[] {
    return [...this.#used.values()];
  }

  #use(name: string, make: (id: string) => ShapeNode): string {
    const id = `${this.#idPrefix}-${name}`;
    if (!this.#used.has(id)) {
      const pattern = make(id);
      this.#used.set(id, pattern);
      this.#onNew(pattern);
    }
    return `url(#${id})`;
  }
}

const SQUARE = { width: 8, height: 8, patternUnits: 'userSpaceOnUse' } as const;

/** A small square with the colour, the pattern and the letter of a service, at a position. */
export function swatchShapes(style: ServiceStyle, fill: string, x = 0, y = 0): readonly ShapeNode[] {
  const box = { x: x + 0.75, y: y + 0.75, width: 18.5, height: 18.5, rx: 4 };
  const letterClass = style.letter.length > 1 ? 'letter small' : 'letter';
  return [
    shape('rect', { class: 'tint', ...box }),
    shape('rect', { ...box, fill }),
    shape('rect', { class: 'edge', ...box }),
    shape('text', { class: letterClass, x: x + 10, y: y + 14.4 }, style.letter),
  ];
}

/**
 * The same as an element of HTML, with one more class. The name beside it says the same, so assistive technology skips it.
 */
export function swatch(
  style: ServiceStyle,
  fill: string,
  size = 20,
  kind = style === REGIONAL ? 'regional' : '',
): ShapeNode {
  const classes = `swatch ${hueClass(style)} ${kind}`.trimEnd();
  const attributes = {
    class: classes,
    viewBox: '0 0 20 20',
    width: size,
    height: size,
    'aria-hidden': 'true',
  };
  return shape('svg', attributes, swatchShapes(style, fill));
}
