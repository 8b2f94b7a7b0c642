// The rows of bindings: what is configured, one row for each level of nesting.

import { svg } from './dom.js';
import { type Frame, fitText, LANE, monoWidth, rowTop, sansWidth } from './frame.js';
import { visible } from './inert.js';
import { addressesText, addressText, type Span, sameSpan } from './number-line.js';
import type { Look } from './palette.js';
import { weaveFill } from './patterns.js';
import type { Block, View } from './view.js';

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
  const rolling = binding.state === 'provisioning' ? ', still rolling out' : '';
  const goes = binding.serviceId === null ? 'regional, owns nothing' : `goes to ${look.name}`;
  return {
    title: binding.cidr,
    detail: `${binding.serviceId === null ? 'regional' : look.name}${block.hidden > 0 ? ` · ${block.hidden} inside` : ''}`,
    label: `${binding.cidr} ${goes}${rolling}, ${size}, row ${block.row + 1}${hidden}${binding.state === null ? '' : `, ${visible(binding.state, 30)}`}`,
  };
}

/** Draws the blocks of a view. Activating one zooms to it. */
export function drawRows(frame: Frame, view: View, onZoom: (span: Span) => void): SVGGElement {
  const group = svg('g', { class: 'rows' });
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
    const { title, detail, label } = words(block, look, frame.family);
    const isMono = binding !== null;
    const name = fitText(title, width - 42, (text) => (isMono ? monoWidth(text) : sansWidth(text)));
    const under = fitText(detail, width - 42, (text) => sansWidth(text, 11.5));
    const here = sameSpan(block, view);
    const kinds = [
      'block',
      look.hue < 0 ? 'nobody' : `hue-${look.hue}`,
      binding === null ? 'cluster' : binding.serviceId === null ? 'regional' : '',
      binding?.state === 'provisioning' ? 'rolling' : '',
      here ? 'here' : '',
    ];
    const letter = binding === null ? '+' : binding.serviceId === null ? 'R' : look.letter;
    const key = block.placed === null ? `c${block.row}-${block.first}` : `b${block.placed.index}`;
    const middle = y + LANE.row / 2;
    group.append(
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
        width >= 16 &&
          svg(
            'text',
            name === ''
              ? { class: 'block-letter', x: (x + right) / 2, y: middle + 5, 'text-anchor': 'middle' }
              : { class: 'block-letter', x: x + (torn.left ? 18 : 12), y: middle + 5 },
            letter,
          ),
        name !== '' && svg('text', { class: isMono ? 'block-cidr' : 'block-name', x: x + 36, y: middle - 2 }, name),
        name !== '' && svg('text', { class: 'block-under', x: x + 36, y: middle + 14 }, under),
        torn.left && svg('text', { class: 'torn', x: x + 4, y: middle + 5 }, '‹'),
        torn.right && svg('text', { class: 'torn', x: right - 4, y: middle + 5, 'text-anchor': 'end' }, '›'),
        svg('rect', { class: 'ring', ...box }),
      ),
    );
  }
  return group;
}
