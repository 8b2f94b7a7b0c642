// The roll-out of a binding: the rule of the core and its copy in JavaScript agree.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BindingTable, drawMap, Layout, lint, ownersOf, type ProvisioningState, progressOf } from 'byoip';

const STATES: readonly (ProvisioningState | undefined)[] = [
  undefined,
  null,
  'active',
  'provisioning',
  'magic_transit_route_missing',
  'deleting',
  'Active',
  'constructor',
  '',
];
const REASONS = { active: 'most-specific', provisioning: 'provisioning', stuck: 'stuck' } as const;

test('core and client agree on the roll-out of every state', () => {
  for (const state of STATES) {
    const binding = {
      id: 'b',
      cidr: '192.0.2.0/24',
      serviceId: 's',
      serviceName: 'S',
      state: state ?? null,
      extra: {},
    };
    const table = BindingTable.fromBindings([binding]);
    const { reason, message } = table.resolve('192.0.2.1');
    assert.equal(reason, REASONS[progressOf(state)], String(state));
    if (reason === 'stuck') assert.ok(message.includes(`stuck in the state \`${state}\``), message);
    table.dispose();
    const layout = new Layout([binding], '192.0.2.0/24');
    const far = (['active', 'provisioning', 'stuck'] as const)[layout.strip().provisioning[0] ?? 3];
    assert.equal(far, progressOf(state), String(state));
    layout.dispose();
    assert.equal(ownersOf('192.0.2.0/24', [binding])[0]?.progress, progressOf(state), String(state));
    const findings = lint({ prefix: { cidr: '192.0.2.0/24' }, bindings: [binding] });
    const stuck = findings.filter(({ code }) => code === 'binding-stuck');
    assert.equal(stuck.length, Number(progressOf(state) === 'stuck'), String(state));
  }
});

test('a map names the state of a stuck binding, and does not call it rolling out', () => {
  const bindings = [
    { cidr: '192.0.2.0/24', serviceId: 's', state: 'active' },
    { cidr: '192.0.2.0/25', serviceId: 't', state: 'magic_transit_route_missing' },
  ];
  const drawing = drawMap({ prefix: '192.0.2.0/24', bindings });
  assert.match(drawing, /192\.0\.2\.0\/25 goes to t, stuck: magic_transit_route_missing/);
  assert.match(drawing, /stuck: not active/);
  assert.doesNotMatch(drawing, /rolling out/);
});
