// A shorter list of bindings: when the planner is called for it, and that its answer is correct.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { findConflict } from '../../../src/js/bindings/duplicates.js';
import { init } from '../../../src/js/entry/slim.js';
import { aggregate, BindingTable } from '../../../src/js/index.js';
import { createOpenPrefix } from '../../../www/page/bindings/open-prefix.js';
import { aggregateProposal, aggregateRequest } from '../../../www/page/draft/aggregate-draft.js';
import { PREFIXES, randomBindings } from '../setup/random-bindings.js';

before(() => init(readFileSync('dist/byoip.wasm')));

test('the planner is called wherever a shorter list exists, and not for every other list', async () => {
  const seen = { spared: 0, asked: 0, unasked: 0, conflicts: 0 };
  for (const cidr of PREFIXES) {
    for (let seed = 0; seed < 400; seed += 1) {
      const drawn = randomBindings(cidr, seed).slice(0, 5);
      const first = {
        id: 'whole',
        cidr,
        serviceId: 'transit',
        serviceName: 'transit',
        state: null,
        extra: {},
      };
      const bindings = [first, ...drawn];
      const table = BindingTable.fromBindings(bindings, { prefix: cidr });
      const prefix = { id: 'p', cidr, extra: {} };
      const opened = await createOpenPrefix(prefix, { table, bindings }, new AbortController().signal);
      const { nestedBindings, segments } = opened;
      const question = aggregateRequest(
        { prefix: { cidr, advertised: null }, services: [] },
        nestedBindings,
        segments,
      );
      // Every binding with a service, in address order, whatever the page makes of them.
      const claims = nestedBindings.flatMap(({ binding }) =>
        binding.serviceId === null ? [] : [{ addresses: binding.cidr, serviceId: binding.serviceId }],
      );
      if (findConflict(nestedBindings.map(({ binding }) => binding)) !== null) {
        assert.equal(question, null, `a block with two services, seed ${seed}`);
        seen.conflicts += 1;
        opened.dispose();
        continue;
      }
      const defaultServiceId = claims.find(({ addresses }) => addresses === cidr)?.serviceId ?? '';
      const least = aggregate({ prefix: cidr, default: defaultServiceId, claims }).bindings;
      const about = `${cidr}, seed ${seed}: ${JSON.stringify(claims)}`;
      if (least.length < claims.length) {
        assert.deepEqual(question, { prefix: cidr, defaultServiceId, claims, defaultOnly: [] }, about);
        assert.equal(aggregateProposal(question, least)?.minimumCount, least.length, about);
        seen.spared += 1;
      } else if (question === null) seen.unasked += 1;
      else {
        assert.equal(aggregateProposal(question, least), null, about);
        seen.asked += 1;
      }
      opened.dispose();
    }
  }
  assert.ok(seen.spared > 100 && seen.unasked > 50 && seen.conflicts > 20, JSON.stringify(seen));
});

test('without a default binding the planner is not called', async () => {
  const cidr = PREFIXES[0];
  const host = { id: 'a', cidr: '192.0.2.1/32', serviceId: 's', serviceName: 's', state: null, extra: {} };
  const bindings = [host, { ...host, id: 'b', cidr: '192.0.2.0/31' }, { ...host, id: 'c' }];
  const table = BindingTable.fromBindings(bindings, { prefix: cidr });
  const prefix = { id: 'p', cidr, extra: {} };
  const { nestedBindings, segments } = await createOpenPrefix(
    prefix,
    { table, bindings },
    new AbortController().signal,
  );
  assert.equal(
    aggregateRequest({ prefix: { cidr, advertised: null }, services: [] }, nestedBindings, segments),
    null,
  );
});
