// The strip of the page and the strip of `Layout`: two ways to one answer, in short tasks for the page and at once for a file, and never two answers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { init } from '../../src/js/entry/slim.js';
import { BindingTable, Layout } from '../../src/js/index.js';
import { openPrefix } from '../../www/page/opening.js';

before(() => init(readFileSync('dist/byoip.wasm')));

/** Numbers from a seed, so that a failure comes again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PREFIXES = ['192.0.2.0/24', '2001:db8::/32'] as const;
const SERVICES = ['transit', 'cdn', 'spectrum', null] as const;
const STATES = ['active', 'provisioning', 'unheard of', null] as const;

/** Blocks of the last byte, or of the second group: any length, now and then one twice, now and then the prefix. */
function randomBindings(prefix: (typeof PREFIXES)[number], seed: number) {
  const below = numbers(seed);
  return Array.from({ length: below(24) }, (_, at) => {
    const length = below(9);
    const first = (below(256) >> (8 - length)) << (8 - length);
    const cidr =
      prefix === '192.0.2.0/24'
        ? `192.0.2.${first}/${24 + length}`
        : `2001:db8:${(first << 8).toString(16)}::/${32 + length}`;
    const serviceId = SERVICES[below(SERVICES.length)] ?? null;
    return {
      id: `b${at}`,
      cidr,
      serviceId,
      serviceName: serviceId,
      state: STATES[below(STATES.length)] ?? null,
      extra: {},
    };
  });
}

test('the page cuts a prefix into the same runs as the layout, whatever is bound', async () => {
  let runs = 0;
  for (const prefix of PREFIXES) {
    for (let seed = 0; seed < 300; seed += 1) {
      const bindings = randomBindings(prefix, seed);
      const table = BindingTable.fromBindings(bindings, { prefix });
      const opened = await openPrefix(
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
        strip.provisioning[at] === 1,
      ]);
      const ours = opened.segments.map(({ first, last, serviceId, provisioning }) => [
        first,
        last,
        serviceId,
        provisioning,
      ]);
      assert.deepEqual(ours, theirs, `${prefix}, seed ${seed}`);
      runs += ours.length;
      layout.dispose();
      opened.dispose();
    }
  }
  assert.ok(runs > 4000, `only ${runs} runs were compared`);
});
