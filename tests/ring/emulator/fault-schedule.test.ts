// Faults by position, and the two faults whose answers look right: a short list, and an edit without effect.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmulator, type Emulator, scheduleFaults } from 'byoip/emulator';
import { ask, V4 } from '../setup/emulator-requests.js';

const BGP = `${V4}/bgp/prefixes/7009ba364c7a5760798ceb430e603b74`;

async function statuses(emulator: Emulator, methods: readonly string[]): Promise<readonly number[]> {
  const found: number[] = [];
  for (const method of methods) {
    const { status } = await ask(emulator, method, V4, method === 'GET' ? undefined : { description: 'x' });
    found.push(status);
  }
  return found;
}

test('a rule names one request, a range, all from one on, or those of a method', async () => {
  const cases: readonly (readonly [readonly string[], readonly number[]])[] = [
    [['http-503@2'], [200, 503, 200, 200, 200]],
    [['http-503@2-3'], [200, 503, 503, 200, 200]],
    [['http-503@4-'], [200, 200, 200, 503, 503]],
    [['http-503@PATCH:2'], [200, 200, 200, 503, 200]],
    [['http-503@GET:2-'], [200, 200, 503, 200, 503]],
    [
      ['http-503@1', 'http-500@1-2'],
      [503, 500, 200, 200, 200],
    ],
    [
      ['http-503@3-2', 'http-503@99'],
      [200, 200, 200, 200, 200],
    ],
  ];
  for (const [rules, expected] of cases) {
    const emulator = createEmulator({ faults: scheduleFaults(rules) });
    const found = await statuses(emulator, ['GET', 'PATCH', 'GET', 'PATCH', 'GET']);
    assert.deepEqual(found, expected, rules.join(' '));
  }
});

test('the errors that an executor meets in mid-run can be put at any position', async () => {
  const rules = [
    '1002-forbidden@4-',
    '10000-once@2',
    '1000-timeout-404-after-commit@PATCH:1',
    '1000-internal@3',
  ];
  const emulator = createEmulator({ faults: scheduleFaults(rules) });
  const found: string[] = [];
  for (const method of ['PATCH', 'GET', 'GET', 'GET', 'GET']) {
    const { status, envelope } = await ask(
      emulator,
      method,
      V4,
      method === 'GET' ? undefined : { description: 'x' },
    );
    found.push(`${status} ${envelope.errors[0]?.code} ${envelope.errors[0]?.message}`);
  }
  assert.deepEqual(found, [
    '404 1000 Request timeout',
    '403 10000 Authentication error',
    '200 1000 Internal Server Error',
    '403 1002 forbidden',
    '403 1002 forbidden',
  ]);
  assert.equal(emulator.state.accounts[0]?.prefixes[0]?.description, 'x', 'the timeout was after the commit');
});

test('other texts and unknown faults are errors', () => {
  for (const rule of [
    '',
    'http-503',
    'http-503@',
    'http-503@0',
    'http-503@x',
    'http-503@1-0x',
    'http-503@PUT:1',
    '@1',
  ])
    assert.throws(() => scheduleFaults([rule]), /write a rule such as http-503@3/, rule);
  assert.throws(() => scheduleFaults(['http-504@1']), /the faults are refused, reset/);
});

test('a short list lacks its last entry and does not say so, also where it has counts', async () => {
  for (const [list, count] of [
    ['bindings', 1],
    ['bgp/prefixes', 0],
    ['delegations', 0],
  ] as const) {
    const headers = { authorization: 'Bearer x', 'x-emulator-fault': 'short-list' };
    const { status, envelope } = await ask(createEmulator(), 'GET', `${V4}/${list}`, undefined, headers);
    const { result, result_info } = envelope as { result?: unknown[]; result_info?: Record<string, number> };
    assert.deepEqual([status, envelope.success, result?.length], [200, true, count]);
    if (list === 'delegations') assert.deepEqual([result_info?.count, result_info?.total_count], [0, 0]);
    else assert.equal(result_info, undefined);
  }
});

test('an edit without effect is answered like a successful one and changes nothing', async () => {
  const emulator = createEmulator();
  const before = JSON.stringify(emulator.state);
  const headers = { authorization: 'Bearer x', 'x-emulator-fault': 'edit-without-effect' };
  const edits = { on_demand: { advertised: false }, asn_prepend_count: 3 };
  for (const [path, edit] of [
    [BGP, edits],
    [V4, { description: 'x' }],
  ] as const) {
    const faulty = await ask(emulator, 'PATCH', path, edit, headers);
    assert.deepEqual([faulty.status, faulty.envelope], [200, (await ask(emulator, 'GET', path)).envelope]);
  }
  assert.equal(JSON.stringify(emulator.state), before);
  assert.equal((await ask(emulator, 'GET', `${V4}/nothing`, undefined, headers)).status, 404);
});
