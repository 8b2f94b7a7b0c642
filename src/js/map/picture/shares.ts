// Owners to scale: each service gets the area of its addresses, where hundreds share a pixel too.

import type { AddressRange } from '../model/address-range.js';
import { type OwnerSegment, segmentsWithin } from '../model/owner-segments.js';
import { hueClass } from '../model/palette.js';
import type { MapFrame } from './frame.js';
import { px, type ShapeNode, shape } from './shapes.js';

/** Where to paint, px. */
export interface ShareBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Owners thinner than this are stacked in one column, each with its share of the height. */
  readonly thinnest: number;
}

interface Column {
  readonly x: number;
  right: number;
  /** Width of each owner by the class of its colours. */
  readonly widths: Map<string, number>;
}

/** The columns of a range: one for each wide segment, and one for each group of neighbours that are thin. */
function columnsOf(
  segments: readonly OwnerSegment[],
  range: AddressRange,
  { x, width, thinnest }: ShareBox,
  classOf: (segment: OwnerSegment) => string,
): readonly Column[] {
  const scale = width / Number(range.last - range.first + 1n);
  const columns: Column[] = [];
  let thin: Column | null = null;
  let right = x;
  for (const segment of segmentsWithin(segments, range)) {
    // Neighbours meet: one ends where the next one begins.
    const left = right;
    right = x + Number(segment.last + 1n - range.first) * scale;
    // Not the difference of the two, which has no digits left for one address of an IPv6 prefix.
    const own = Number(segment.last - segment.first + 1n) * scale;
    const name = classOf(segment);
    if (own >= thinnest) {
      columns.push({ x: left, right, widths: new Map([[name, own]]) });
      thin = null;
      continue;
    }
    if (thin === null || thin.right - thin.x >= thinnest) {
      thin = { x: left, right, widths: new Map() };
      columns.push(thin);
    }
    thin.right = right;
    thin.widths.set(name, (thin.widths.get(name) ?? 0) + own);
  }
  return columns;
}

/**
 * Paints the owners of a range into a box, in one path for each colour. The painted area of a service is its share of the
 * addresses. At most `width / thinnest` columns. O(segments).
 */
export function paintShares(
  { palette }: Pick<MapFrame, 'palette'>,
  segments: readonly OwnerSegment[],
  range: AddressRange,
  box: ShareBox,
): readonly ShapeNode[] {
  const paths = new Map<string, string>();
  const classes = new Map<string | null, string>();
  const classOf = ({ serviceId, serviceName }: OwnerSegment): string => {
    const known = classes.get(serviceId) ?? hueClass(palette.of(serviceId, serviceName));
    classes.set(serviceId, known);
    return known;
  };
  for (const column of columnsOf(segments, range, box, classOf)) {
    const sum = [...column.widths.values()].reduce((total, width) => total + width, 0);
    const [left, right] = [px(column.x), px(column.right)];
    let filled = 0;
    for (const [name, width] of column.widths) {
      const top = box.y + (filled / sum) * box.height;
      filled += width;
      const bottom = box.y + (filled / sum) * box.height;
      const d = `M${left} ${px(top)}H${right}V${px(bottom)}H${left}z`;
      paths.set(name, (paths.get(name) ?? '') + d);
    }
  }
  return [...paths].map(([name, d]) => shape('g', { class: name }, shape('path', { class: 'share', d })));
}

/** The owners of a range to scale, as a drawing without text. */
export function sharesDrawing(
  range: AddressRange,
  segments: readonly OwnerSegment[],
  palette: MapFrame['palette'],
  { width, height }: { readonly width: number; readonly height: number },
): ShapeNode {
  const box = { x: 0, y: 0, width, height, thinnest: 2 };
  const attributes = { class: 'byoip-map', width: '100%', height, viewBox: `0 0 ${width} ${height}` };
  const paths = paintShares({ palette }, segments, range, box);
  return shape('svg', { ...attributes, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, paths);
}
