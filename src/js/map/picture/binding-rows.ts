// The rows of bindings in the map: one row for each depth of nesting.

import { type Progress, progressOf } from '../../bindings/rollout-progress.js';
import { escapeInvisible } from '../../text/sanitize.js';
import type { ServiceBinding } from '../../types/api.js';
import { addressText, formatAddressCount, sameRange } from '../model/address-range.js';
import { hueClass, type ServiceStyle } from '../model/palette.js';
import {
  BAND,
  buttonAttributes,
  fitText,
  type MapFrame,
  type MapLayers,
  rowTop,
  TEXT_INSET,
  TEXT_MARGIN,
} from './frame.js';
import { type ShapeNode, shape } from './shapes.js';
import type { MapBlock, Viewport } from './viewport.js';

/** What the label says after the service. */
export const ROLLOUT_LABELS: Readonly<Record<Progress, string>> = {
  active: '',
  provisioning: ', still rolling out',
  stuck: ', stuck: not active',
};

/** What is special about bindings in this map. */
export interface BindingMarks {
  readonly selectedCidr?: string | null | undefined;
  /** Says that a binding is in only one of two states, such as `is new`; empty for others. */
  readonly changeOf?: ((binding: ServiceBinding) => '' | 'is new' | 'is removed') | undefined;
}

interface BlockText {
  readonly title: string;
  readonly detail: string;
  /** For screen readers and the tooltip. */
  readonly label: string;
}

export function blockText(block: MapBlock, style: ServiceStyle, family: 4 | 6, change = ''): BlockText {
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
  const target = serviceId === null ? 'regional, owns nothing' : `goes to ${style.name}`;
  const size = formatAddressCount(block.last - block.first + 1n);
  const inside = hiddenCount > 0 ? `, ${hiddenCount} more inside` : '';
  const progress = progressOf(state);
  const stuck = progress === 'stuck' ? `, stuck: ${escapeInvisible(state ?? '', 60)}` : '';
  const rollout = `${stuck || ROLLOUT_LABELS[progress]}${change === '' ? '' : `, ${change}`}`;
  return {
    title: change === '' ? cidr : `${change === 'is new' ? '+' : '−'} ${cidr}`,
    detail: hiddenCount > 0 ? `${service} · ${hiddenCount} inside` : service,
    label: `${cidr} ${target}${rollout}, ${size}, row ${depth + 1}${inside}`,
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
    y: rowTop(frame, block.depth),
    continuesLeft: block.first < view.first,
    continuesRight: block.last > view.last,
  };
}

function blockClasses(
  { nested }: MapBlock,
  style: ServiceStyle,
  isSelected: boolean,
  isView: boolean,
): string {
  const progress = nested === null ? 'active' : progressOf(nested.binding.state);
  const classes = [
    'block',
    hueClass(style),
    nested === null ? 'cluster' : nested.binding.serviceId === null ? 'regional' : '',
    progress === 'active' ? '' : progress,
    isView ? 'current' : '',
    isSelected ? 'selected' : '',
  ];
  return classes.filter((name) => name !== '').join(' ');
}

function blockShape(
  block: MapBlock,
  box: BlockBox,
  style: ServiceStyle,
  label: string,
  frame: MapFrame,
  { isSelected, isView }: { readonly isSelected: boolean; readonly isView: boolean },
): ShapeNode {
  const left = box.continuesLeft ? box.x - 8 : box.x + 0.75;
  const right = box.continuesRight ? box.right + 8 : box.right - 0.75;
  const rect = { x: left, y: box.y, width: Math.max(1, right - left), height: BAND.row, rx: 3 };
  const hasPattern = block.nested !== null && block.nested.binding.serviceId !== null;
  const help = isView ? 'In view' : 'Enter zooms in';
  return shape(
    'g',
    {
      class: blockClasses(block, style, isSelected, isView),
      ...buttonAttributes(frame, blockKey(block), block.depth, `${label}. ${help}`),
    },
    shape('title', {}, label),
    shape('rect', { class: 'tint', ...rect }),
    hasPattern && shape('rect', { ...rect, fill: frame.fillOf(style) }),
    shape('rect', { class: 'edge', ...rect }),
    frame.interactive && shape('rect', { class: 'ring', ...rect }),
  );
}

/** The key of a block's button. */
export function blockKey({ nested, depth, first }: MapBlock): string {
  return nested === null ? `c${depth}-${first}` : `b${nested.index}`;
}

function blockTexts(block: MapBlock, box: BlockBox, style: ServiceStyle, text: BlockText): ShapeNode {
  const binding = block.nested?.binding ?? null;
  const { x, right, continuesLeft, continuesRight } = box;
  const width = right - x;
  const inset = TEXT_INSET + (continuesLeft ? 8 : 0);
  const room = width - TEXT_MARGIN - (continuesLeft ? 8 : 0) - (continuesRight ? 10 : 0);
  const fitted = fitText(text.title, room, binding !== null ? 'mono-12' : 'sans-13');
  // A part of a CIDR is another CIDR, or none: the letter says more.
  const title = binding !== null && fitted !== text.title ? '' : fitted;
  const letter =
    binding === null ? String(block.hiddenCount) : binding.serviceId === null ? 'R' : style.letter;
  const letterClass = letter.length > 1 ? 'block-letter small' : 'block-letter';
  const letterAt = title === '' ? { x: (x + right) / 2, 'text-anchor': 'middle' } : { x: x + inset - 21 };
  const middle = box.y + BAND.row / 2;
  const end = { x: right - 3, y: middle + 5, 'text-anchor': 'end' } as const;
  const titleClass = binding !== null ? 'block-cidr' : 'block-name';
  return shape(
    'g',
    { class: `${hueClass(style)} halo` },
    width >= 16 && shape('text', { class: letterClass, y: middle + 5, ...letterAt }, letter),
    title !== '' && [
      shape('text', { class: titleClass, x: x + inset, y: middle - 2 }, title),
      shape(
        'text',
        { class: 'block-under', x: x + inset, y: middle + 14 },
        fitText(text.detail, room, 'sans-11.5'),
      ),
    ],
    continuesLeft && shape('text', { class: 'continues', x: x + 3, y: middle + 5 }, '‹'),
    continuesRight && shape('text', { class: 'continues', ...end }, '›'),
  );
}

/** Draws the blocks of a view. */
export function drawRows(
  frame: MapFrame,
  view: Viewport,
  { selectedCidr = null, changeOf = () => '' }: BindingMarks,
): MapLayers {
  const shapes: ShapeNode[] = [];
  const texts: ShapeNode[] = [];
  for (const block of view.blocks) {
    const binding = block.nested?.binding ?? null;
    const style = frame.palette.of(binding?.serviceId ?? null, binding?.serviceName);
    const box = boxOf(block, frame, view);
    const text = blockText(block, style, frame.family, binding === null ? '' : changeOf(binding));
    const status = {
      isSelected: binding !== null && binding.cidr === selectedCidr,
      isView: sameRange(block, view),
    };
    shapes.push(blockShape(block, box, style, text.label, frame, status));
    texts.push(blockTexts(block, box, style, text));
  }
  return {
    shapes: shape('g', { class: 'rows' }, shapes),
    texts: shape('g', { class: 'map-texts', 'aria-hidden': 'true' }, texts),
  };
}
