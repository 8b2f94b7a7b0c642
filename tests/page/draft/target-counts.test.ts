// What the form says before it adds: counts over all blocks, however many.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { init } from '../../../src/js/entry/slim.js';
import { BindingTable, type Service } from '../../../src/js/index.js';
import { createOpenPrefix } from '../../../www/page/bindings/open-prefix.js';
import { isBlocking } from '../../../www/page/draft/check-draft.js';
import { checkTargets } from '../../../www/page/draft/draft-form-feedback.js';

before(() => init(readFileSync('dist/byoip.wasm')));

const SERVICES: readonly Service[] = ['mt', 'cdn'].map((id) => ({ id, name: id, extra: {} }));
const PREFIX = { id: 'p', cidr: '10.0.0.0/12', extra: {} };

test('with 20,000 bindings and 2,000 blocks, all are counted and one outside the prefix is found at the end', async () => {
  const bindings = [
    { id: 'd', cidr: PREFIX.cidr, serviceId: 'mt', serviceName: 'mt', state: 'active', extra: {} },
    ...Array.from({ length: 19_999 }, (_, at) => ({
      id: String(at),
      cidr: `10.${at >> 15}.${(at >> 7) & 255}.${(at & 127) * 2}/32`,
      serviceId: at % 2 === 0 ? 'mt' : 'cdn',
      serviceName: null,
      state: 'active',
      extra: {},
    })),
  ];
  const table = BindingTable.fromBindings(bindings, { prefix: PREFIX.cidr });
  const opened = await createOpenPrefix(PREFIX, { table, bindings }, new AbortController().signal);
  const context = {
    account: {
      services: SERVICES,
      prefixes: [PREFIX],
      palette: { of: () => ({ hue: 0, pattern: 0, letter: '', name: '' }), addServices: () => {} },
    },
    rules: { prefix: { cidr: PREFIX.cidr, advertised: null }, services: SERVICES },
    bindings,
    nestedBindings: opened.nestedBindings,
  };
  const cidrs = Array.from(
    { length: 1999 },
    (_, at) => `10.${at >> 15}.${(at >> 7) & 255}.${(at & 127) * 2}/32`,
  );
  const check = checkTargets(context, [...cidrs, '10.8.0.0/24', '10.8.0.0/25', '192.0.2.0/24'], 'cdn');
  assert.equal(check.unchanged, 999);
  assert.equal(check.moved, 1000);
  assert.equal(check.addresses, 1999n + 256n + 256n, 'blocks that nest are counted once');
  assert.ok(check.checked < 2002, 'the rules get a part of so long a list, and the form says so');
  assert.ok(check.findings.some(isBlocking), 'a block outside the prefix blocks from any position');
});
