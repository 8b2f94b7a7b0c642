// The rows of bindings: what is configured, one row for each level of nesting.

import { progressOf } from '../../../src/js/entry/page.js';
import { addressesText, addressText, sameSpan } from '../lib/address-range.js';
import { svg } from '../lib/dom.js';
import { visible } from '../lib/escape-text.js';
import { weaveFill } from '../services/fill-patterns.js';
import type { Look } from '../services/palette.js';
import { type Frame, fitText, LANE, type Layers, rowTop, WORDS_INSET, WORDS_MARGIN } from './map-layout.js';
import type { Block, View } from './viewport.js';

interface Words {
  readonly title: string;
  readonly detail: string;
  readonly label: string;
}

function words(block: Block, look: Look, family: 4 | 6): Words {
  const size = addressesText(block.last - block.first + 1n);
  const hidden = block.hidden > 0 ? `, ${block.hidden} more inside` : '';
  if (block.placed === null) {
    const range = `${addressText(block.first, family)} to ${addressText(block.last, family)}`;
    return {
      title: `${block.hidden} bindings`,
      detail: 'zoom in to see them',
      label: `${block.hidden} bindings from ${range}, too small to draw apart`,
    };
  }
  const { binding } = block.placed;
  const rolling = { active: '', provisioning: ', still rolling out', stuck: ', stuck: not active' }[
    progressOf(binding.state)
  ];
  const goes = binding.serviceId === null ? 'regional, owns nothing' : `goes to ${look.name}`;
  return {
    title: binding.cidr,
    detail: `${binding.serviceId === null ? 'regional' : look.name}${block.hidden > 0 ? ` · ${block.hidden} inside` : ''}`,
    label: `${binding.cidr} ${goes}${rolling}, ${size}, row ${block.row + 1}${hidden}${binding.state === null ? '' : `, ${visible(binding.state, 30)}`}`,
  };
}

/** Draws the blocks of a view. Activating one zooms to it. */
export function drawRows(
  frame: Frame,
  view: View,
  selected: string | null,
  onZoom: (block: Block) => void,
): Layers {
  const shapes = svg('g', { class: 'rows' });
  const labels = svg('g', { class: 'words', 'aria-hidden': 'true' });
  for (const block of view.blocks) {
    const binding = block.placed?.binding ?? null;
    const look = frame.palette.of(binding?.serviceId ?? null, binding?.serviceName);
    const torn = { left: block.first < view.first, right: block.last > view.last };
    const x = frame.scale.left(block.first);
    const right = frame.scale.right(block.last);
    const from = torn.left ? x - 8 : x + 0.75;
    const to = torn.right ? right + 8 : right - 0.75;
    const y = rowTop(block.row);
    const box = { x: from, y, width: Math.max(1, to - from), height: LANE.row, rx: 3 };
    const width = right - x;
    const inset = WORDS_INSET + (torn.left ? 8 : 0);
    const room = width - WORDS_MARGIN - (torn.left ? 8 : 0) - (torn.right ? 10 : 0);
    const { title, detail, label } = words(block, look, frame.family);
    const isMono = binding !== null;
    const fitted = fitText(title, room, isMono ? 'mono-12' : 'sans-13');
    // The first groups of an address alone say less than the letter.
    const name = isMono && fitted !== title && fitted.length < 12 ? '' : fitted;
    const under = fitText(detail, room, 'sans-11.5');
    const here = sameSpan(block, view);
    const kinds = [
      'block',
      look.hue < 0 ? 'nobody' : `hue-${look.hue}`,
      binding === null ? 'cluster' : binding.serviceId === null ? 'regional' : '',
      binding === null
        ? ''
        : { active: '', provisioning: 'rolling', stuck: 'stuck' }[progressOf(binding.state)],
      here ? 'here' : '',
      binding !== null && binding.cidr === selected ? 'selected' : '',
    ];
    const letter = binding === null ? String(block.hidden) : binding.serviceId === null ? 'R' : look.letter;
    const key = block.placed === null ? `c${block.row}-${block.first}` : `b${block.placed.index}`;
    const middle = y + LANE.row / 2;
    shapes.append(
      svg(
        'g',
        {
          class: kinds.filter((kind) => kind !== '').join(' '),
          role: 'button',
          tabindex: -1,
          'data-key': key,
          'data-line': block.row,
          'aria-label': `${label}. ${here ? 'In view' : 'Enter zooms here'}`,
          onclick: () => onZoom(block),
        },
        svg('title', {}, label),
        svg('rect', { class: 'tint', ...box }),
        svg('rect', { ...box, fill: binding?.serviceId ? weaveFill(look) : 'none' }),
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
        { class: look.hue < 0 ? 'nobody' : `hue-${look.hue}` },
        width >= 16 &&
          svg(
            'text',
            { class: letterClass, y: middle + 5, ...(name === '' ? alone : { x: x + inset - 21 }) },
            letter,
          ),
        name !== '' && svg('text', { class: face, x: x + inset, y: middle - 2 }, name),
        name !== '' && svg('text', { class: 'block-under', x: x + inset, y: middle + 14 }, under),
        torn.left && svg('text', { class: 'torn', x: x + 3, y: middle + 5 }, '‹'),
        torn.right && svg('text', { class: 'torn', x: right - 3, y: middle + 5, 'text-anchor': 'end' }, '›'),
      ),
    );
  }
  return { shapes, words: labels };
}
