// Bindings to a picture, through the built package.

import { drawMap } from '../../dist/index.js';
import { bindings, KINDS, WIDTH } from '../map-bindings.mjs';

function draw(kind, n, limitNs) {
  const { prefix } = KINDS[kind];
  const list = bindings(kind, n);
  const run = () => drawMap({ prefix, bindings: list, width: WIDTH });
  return [{ name: 'byoip', run, operations: 1, answers: () => [run().length], limitNs }];
}

export const rows = Object.keys(KINDS).map((kind) => ({
  id: `map-${kind}-20000`,
  title: `a map of 20,000 ${kind} bindings as SVG, ${WIDTH} pixels wide`,
  contestants: () => draw(kind, 20_000, 400e6),
}));
