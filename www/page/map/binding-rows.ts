// The rows of bindings: what is configured, one row for each level of nesting.

import { progressOf } from '../../../src/js/entry/page.js';
import { addressText, formatAddressCount, sameRange } from '../lib/address-range.js';
import { svg } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { patternFill } from '../services/fill-patterns.js';
import type { ServiceStyle } from '../services/palette.js';
import {
  BAND,
  fitText,
  type MapFrame,
  type MapLayers,
  rowTop,
  WORDS_INSET,
  WORDS_MARGIN,
} from './map-layout.js';
import type { MapBlock, Viewport } from './viewport.js';

interface BlockText {
  readonly title: string;
  readonly detail: string;
  readonly label: string;
}

function blockText(block: MapBlock, look: ServiceStyle, family: 4 | 6): BlockText {
  const size = formatAddressCount(block.last - block.first + 1n);
  const hidden = block.hiddenCount > 0 ? `, ${block.hiddenCount} more inside` : '';
  if (block.nested === null) {
    const range = `${addressText(block.first, family)} to ${addressText(block.last, family)}`;
    return {
      title: `${block.hiddenCount} bindings`,
      detail: 'zoom in to see them',
      label: `${block.hiddenCount} bindings from ${range}, too small to draw apart`,
    };
  }
  const { binding } = block.nested;
  const rolling = { active: '', provisioning: ', still rolling out', stuck: ', stuck: not active' }[
    progressOf(binding.state)
  ];
  const goes = binding.serviceId === null ? 'regional, owns nothing' : `goes to ${look.name}`;
  return {
    title: binding.cidr,
    detail: `${binding.serviceId === null ? 'regional' : look.name}${block.hiddenCount > 0 ? ` · ${block.hiddenCount} inside` : ''}`,
    label: `${binding.cidr} ${goes}${rolling}, ${size}, row ${block.depth + 1}${hidden}${binding.state === null ? '' : `, ${escapeInvisible(binding.state, 30)}`}`,
  };
}

/** Draws the blocks of a view. Activating one zooms to it. */
export function drawRows(
  frame: MapFrame,
  view: Viewport,
  selected: string | null,
  onZoom: (block: MapBlock) => void,
): MapLayers {
  const shapes = svg('g', { class: 'rows' });
  const labels = svg('g', { class: 'words', 'aria-hidden': 'true' });
  for (const block of view.blocks) {
    const binding = block.nested?.binding ?? null;
    const look = frame.palette.of(binding?.serviceId ?? null, binding?.serviceName);
    const torn = { left: block.first < view.first, right: block.last > view.last };
    const x = frame.scale.left(block.first);
    const right = frame.scale.right(block.last);
    const from = torn.left ? x - 8 : x + 0.75;
    const to = torn.right ? right + 8 : right - 0.75;
    const y = rowTop(block.depth);
    const box = { x: from, y, width: Math.max(1, to - from), height: BAND.row, rx: 3 };
    const width = right - x;
    const inset = WORDS_INSET + (torn.left ? 8 : 0);
    const room = width - WORDS_MARGIN - (torn.left ? 8 : 0) - (torn.right ? 10 : 0);
    const { title, detail, label } = blockText(block, look, frame.family);
    const isMono = binding !== null;
    const fitted = fitText(title, room, isMono ? 'mono-12' : 'sans-13');
    // The first groups of an address alone say less than the letter.
    const name = isMono && fitted !== title && fitted.length < 12 ? '' : fitted;
    const under = fitText(detail, room, 'sans-11.5');
    const here = sameRange(block, view);
    const kinds = [
      'block',
      look.hue < 0 ? 'no-service' : `hue-${look.hue}`,
      binding === null ? 'cluster' : binding.serviceId === null ? 'regional' : '',
      binding === null
        ? ''
        : { active: '', provisioning: 'provisioning', stuck: 'stuck' }[progressOf(binding.state)],
      here ? 'current' : '',
      binding !== null && binding.cidr === selected ? 'selected' : '',
    ];
    const letter =
      binding === null ? String(block.hiddenCount) : binding.serviceId === null ? 'R' : look.letter;
    const key = block.nested === null ? `c${block.depth}-${block.first}` : `b${block.nested.index}`;
    const middle = y + BAND.row / 2;
    shapes.append(
      svg(
        'g',
        {
          class: kinds.filter((kind) => kind !== '').join(' '),
          role: 'button',
          tabindex: -1,
          'data-key': key,
          'data-line': block.depth,
          'aria-label': `${label}. ${here ? 'In view' : 'Enter zooms here'}`,
          onclick: () => onZoom(block),
        },
        svg('title', {}, label),
        svg('rect', { class: 'tint', ...box }),
        svg('rect', { ...box, fill: binding?.serviceId ? patternFill(look) : 'none' }),
        svg('rect', { class: 'edge', ...box }),
        svg('rect', { class: 'ring', ...box }),
      ),
    );
    const letterClass = letter.length > 1 ? 'block-letter small' : 'block-letter';
    const alone = { x: (x + right) / 2, 'text-anchor': 'middle' };
    const face = isMono ? 'block-cidr' : 'block-name';
    labels.append(
      svg(
        'g',
        { class: look.hue < 0 ? 'no-service' : `hue-${look.hue}` },
        width >= 16 &&
          svg(
            'text',
            { class: letterClass, y: middle + 5, ...(name === '' ? alone : { x: x + inset - 21 }) },
            letter,
          ),
        name !== '' && svg('text', { class: face, x: x + inset, y: middle - 2 }, name),
        name !== '' && svg('text', { class: 'block-under', x: x + inset, y: middle + 14 }, under),
        torn.left && svg('text', { class: 'continues', x: x + 3, y: middle + 5 }, '‹'),
        torn.right &&
          svg('text', { class: 'continues', x: right - 3, y: middle + 5, 'text-anchor': 'end' }, '›'),
      ),
    );
  }
  return { shapes, words: labels };
}
