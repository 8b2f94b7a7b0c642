// The page's owner segments equal the owner strip of `Layout`, which computes them in another way.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { init } from '../../../src/js/entry/slim.js';
import { BindingTable, Layout } from '../../../src/js/index.js';
import { createOpenPrefix } from '../../../www/page/bindings/open-prefix.js';
import { PREFIXES, randomBindings } from '../setup/random-bindings.js';

before(() => init(readFileSync('dist/byoip.wasm')));

test('the page cuts a prefix into the same segments as the layout, for any bindings', async () => {
  let runs = 0;
  for (const prefix of PREFIXES) {
    for (let seed = 0; seed < 300; seed += 1) {
      const bindings = randomBindings(prefix, seed);
      const table = BindingTable.fromBindings(bindings, { prefix });
      const opened = await createOpenPrefix(
        { id: 'p', cidr: prefix, extra: {} },
        { table, bindings },
        new AbortController().signal,
      );
      const layout = new Layout(bindings, prefix);
      const strip = layout.strip();
      const theirs = Array.from({ length: strip.length }, (_, at) => [
        strip.first(at),
        strip.last(at),
        layout.services[strip.service[at] ?? -1] ?? null,
        (['active', 'provisioning', 'stuck'] as const)[strip.provisioning[at] ?? 3],
      ]);
      const ours = opened.segments.map(({ first, last, serviceId, progress }) => [
        first,
        last,
        serviceId,
        progress,
      ]);
      assert.deepEqual(ours, theirs, `${prefix}, seed ${seed}`);
      runs += ours.length;
      layout.dispose();
      opened.dispose();
    }
  }
  assert.ok(runs > 4000, `only ${runs} runs were compared`);
});
