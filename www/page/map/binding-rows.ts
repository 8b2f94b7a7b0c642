// The rows of bindings in the map: one row for each depth of nesting.

import { type Progress, progressOf } from '../../../src/js/entry/page.js';
import { addressText, formatAddressCount, sameRange } from '../lib/address-range.js';
import { svg } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { patternFill } from '../services/fill-patterns.js';
import { hueClass, type ServiceStyle } from '../services/palette.js';
import {
  BAND,
  fitText,
  type MapFrame,
  type MapLayers,
  rowTop,
  TEXT_INSET,
  TEXT_MARGIN,
} from './map-layout.js';
import type { MapBlock, Viewport } from './viewport.js';

/** What the label says after the service. */
export const ROLLOUT_LABELS: Readonly<Record<Progress, string>> = {
  active: '',
  provisioning: ', still rolling out',
  stuck: ', stuck: not active',
};

interface BlockText {
  readonly title: string;
  readonly detail: string;
  /** For screen readers and the tooltip. */
  readonly label: string;
}

export function blockText(block: MapBlock, style: ServiceStyle, family: 4 | 6): BlockText {
  const { nested, hiddenCount, depth } = block;
  if (nested === null) {
    const range = `${addressText(block.first, family)} to ${addressText(block.last, family)}`;
    return {
      title: `${hiddenCount} bindings`,
      detail: 'zoom in to see them',
      label: `${hiddenCount} bindings from ${range}, too small to draw one by one`,
    };
  }
  const { cidr, serviceId, state } = nested.binding;
  const service = serviceId === null ? 'regional' : style.name;
  const target = serviceId === null ? 'is regional, not a service' : `goes to ${style.name}`;
  const size = formatAddressCount(block.last - block.first + 1n);
  const inside = hiddenCount > 0 ? `, ${hiddenCount} more inside` : '';
  const stateText = state === null ? '' : `, ${escapeInvisible(state, 30)}`;
  return {
    title: cidr,
    detail: hiddenCount > 0 ? `${service} · ${hiddenCount} inside` : service,
    label: `${cidr} ${target}${ROLLOUT_LABELS[progressOf(state)]}, ${size}, row ${depth + 1}${inside}${stateText}`,
  };
}

/** The horizontal position of a block, px. A block that continues outside the view reaches over its edge. */
interface BlockBox {
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly continuesLeft: boolean;
  readonly continuesRight: boolean;
}

function boxOf(block: MapBlock, frame: MapFrame, view: Viewport): BlockBox {
  return {
    x: frame.scale.left(block.first),
    right: frame.scale.right(block.last),
    y: rowTop(block.depth),
    continuesLeft: block.first < view.first,
    continuesRight: block.last > view.last,
  };
}

function blockShape(
  block: MapBlock,
  box: BlockBox,
  style: ServiceStyle,
  label: string,
  { isSelected, isView }: { readonly isSelected: boolean; readonly isView: boolean },
  onZoom: () => void,
): SVGGElement {
  const binding = block.nested?.binding ?? null;
  const left = box.continuesLeft ? box.x - 8 : box.x + 0.75;
  const right = box.continuesRight ? box.right + 8 : box.right - 0.75;
  const rect = { x: left, y: box.y, width: Math.max(1, right - left), height: BAND.row, rx: 3 };
  const progress = binding === null ? 'active' : progressOf(binding.state);
  const classes = [
    'block',
    hueClass(style),
    binding === null ? 'cluster' : binding.serviceId === null ? 'regional' : '',
    progress === 'active' ? '' : progress,
    isView ? 'current' : '',
    isSelected ? 'selected' : '',
  ];
  return svg(
    'g',
    {
      class: classes.filter((name) => name !== '').join(' '),
      role: 'button',
      tabindex: -1,
      'data-key': block.nested === null ? `c${block.depth}-${block.first}` : `b${block.nested.index}`,
      'data-row': block.depth,
      'aria-label': `${label}. ${isView ? 'In view' : 'Enter zooms in'}`,
      onclick: onZoom,
    },
    svg('title', {}, label),
    svg('rect', { class: 'tint', ...rect }),
    svg('rect', { ...rect, fill: binding?.serviceId ? patternFill(style) : 'none' }),
    svg('rect', { class: 'edge', ...rect }),
    svg('rect', { class: 'ring', ...rect }),
  );
}

function blockTexts(block: MapBlock, box: BlockBox, style: ServiceStyle, text: BlockText): SVGGElement {
  const binding = block.nested?.binding ?? null;
  const { x, right, continuesLeft, continuesRight } = box;
  const width = right - x;
  const inset = TEXT_INSET + (continuesLeft ? 8 : 0);
  const room = width - TEXT_MARGIN - (continuesLeft ? 8 : 0) - (continuesRight ? 10 : 0);
  const fitted = fitText(text.title, room, binding !== null ? 'mono-12' : 'sans-13');
  // The first characters of a CIDR say less than the letter does.
  const isStump = binding !== null && fitted !== text.title && fitted.length < 12;
  const title = isStump ? '' : fitted;
  const letter =
    binding === null ? String(block.hiddenCount) : binding.serviceId === null ? 'R' : style.letter;
  const letterClass = letter.length > 1 ? 'block-letter small' : 'block-letter';
  const letterAt = title === '' ? { x: (x + right) / 2, 'text-anchor': 'middle' } : { x: x + inset - 21 };
  const middle = box.y + BAND.row / 2;
  const end = { x: right - 3, y: middle + 5, 'text-anchor': 'end' } as const;
  return svg(
    'g',
    { class: hueClass(style) },
    width >= 16 && svg('text', { class: letterClass, y: middle + 5, ...letterAt }, letter),
    title !== '' && [
      svg(
        'text',
        { class: binding !== null ? 'block-cidr' : 'block-name', x: x + inset, y: middle - 2 },
        title,
      ),
      svg(
        'text',
        { class: 'block-under', x: x + inset, y: middle + 14 },
        fitText(text.detail, room, 'sans-11.5'),
      ),
    ],
    continuesLeft && svg('text', { class: 'continues', x: x + 3, y: middle + 5 }, '‹'),
    continuesRight && svg('text', { class: 'continues', ...end }, '›'),
  );
}

/** Draws the blocks of a view. A click or Enter on one calls `onZoom`. */
export function drawRows(
  frame: MapFrame,
  view: Viewport,
  selectedCidr: string | null,
  onZoom: (block: MapBlock) => void,
): MapLayers {
  const shapes = svg('g', { class: 'rows' });
  const texts = svg('g', { class: 'map-texts', 'aria-hidden': 'true' });
  for (const block of view.blocks) {
    const binding = block.nested?.binding ?? null;
    const style = frame.palette.of(binding?.serviceId ?? null, binding?.serviceName);
    const box = boxOf(block, frame, view);
    const text = blockText(block, style, frame.family);
    const status = {
      isSelected: binding !== null && binding.cidr === selectedCidr,
      isView: sameRange(block, view),
    };
    shapes.append(blockShape(block, box, style, text.label, status, () => onZoom(block)));
    texts.append(blockTexts(block, box, style, text));
  }
  return { shapes, texts };
}
