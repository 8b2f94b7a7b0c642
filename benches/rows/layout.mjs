// Bindings to the rectangles of a picture, through the built package: once for a list, and again for each frame.

import { Layout } from '../../dist/index.js';
import { bindings, KINDS, WIDTH } from '../map-bindings.mjs';

function make(kind, n, limitNs) {
  const { prefix } = KINDS[kind];
  const list = bindings(kind, n);
  const run = () => new Layout(list, prefix).dispose();
  const answers = () => {
    const layout = new Layout(list, prefix);
    const found = Array.from(layout.strip().binding);
    layout.dispose();
    return found;
  };
  return [{ name: 'byoip', run, operations: 1, answers, limitNs }];
}

function frame(kind, n) {
  const { prefix } = KINDS[kind];
  const layout = new Layout(bindings(kind, n), prefix);
  const run = () => [layout.strip({ width: WIDTH }), layout.icicle({ width: WIDTH })];
  const answers = () => run().flatMap(({ binding }) => Array.from(binding));
  return [{ name: 'byoip', run, operations: 1, answers, limitNs: 8e6 }];
}

export const rows = Object.keys(KINDS).flatMap((kind) =>
  [20_000, 100_000].flatMap((n) => [
    {
      id: `layout-make-${kind}-${n}`,
      title: `${n.toLocaleString('en')} ${kind} bindings laid out`,
      contestants: () => make(kind, n, n === 20_000 ? 10e6 : undefined),
    },
    {
      id: `layout-frame-${kind}-${n}`,
      title: `strip and rows of ${n.toLocaleString('en')} ${kind} bindings for ${WIDTH} pixels`,
      contestants: () => frame(kind, n),
    },
  ]),
);
