// States as text: what is written is read again, snapshots become states, and hostile texts are errors with a place.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createEmulator,
  createIncident,
  PROVISIONING_DELAY,
  readState,
  rehearsalSeed,
  SEED_ACCOUNT_ID,
  SEED_SERVICES,
  type State,
  StateError,
  seed,
  writeState,
} from 'byoip/emulator';
import { ask, V4 } from '../setup/emulator-requests.js';

const NOW = Date.UTC(2026, 1, 20, 17);
const read = (value: unknown) =>
  readState(typeof value === 'string' ? value : JSON.stringify(value), NOW, PROVISIONING_DELAY);

/** The place and the expectation of the error of a text. */
function problem(value: unknown): readonly [string, string] {
  try {
    read(value);
  } catch (error) {
    assert.ok(error instanceof StateError, String(error));
    assert.match(error.message, /^expected .* at (the top|`\/.*`)$/);
    return [error.pointer, error.expected];
  }
  return assert.fail(`accepted: ${JSON.stringify(value)}`);
}

const plain = (state: State) => JSON.parse(JSON.stringify(state)) as State;

test('a written state is read again, whatever happened to it between two writes', async () => {
  const states = [seed(NOW, 5, 3), rehearsalSeed(NOW)];
  const emulator = createEmulator({
    incident: createIncident('2026-02-20', { after: 0 }),
    stuck: [{ cidr: '192.0.2.64/26', state: 'waiting', milliseconds: 5 }],
    deletions: 'linger',
    magicRoutes: ['192.0.2.0/24'],
  });
  const bound: string[] = [];
  const change = async (i: number) => {
    const body = { cidr: `192.0.2.${64 + i}/32`, service_id: SEED_SERVICES.cdn.id };
    const { envelope } = await ask(
      emulator,
      'POST',
      `${V4}/bindings`,
      i === 0 ? { ...body, cidr: '192.0.2.64/26' } : body,
    );
    if (envelope.success) bound.push((envelope.result as { id: string }).id);
    if (i % 3 === 2) await ask(emulator, 'DELETE', `${V4}/bindings/${bound.splice(i % bound.length, 1)[0]}`);
    if (i % 4 === 0) await ask(emulator, 'PATCH', V4, { description: `"\\\n${i}` });
  };
  for (let i = 0; i < 30; i += 1) {
    await change(i);
    assert.deepEqual(read(writeState(emulator.state)), plain(emulator.state), `after ${i}`);
  }
  for (const prefix of emulator.state.accounts[0]?.prefixes ?? []) prefix.bindings = [];
  for (const state of [...states, emulator.state, { accounts: [], idsMade: 0 }]) {
    assert.deepEqual(read(writeState(state)), plain(state));
  }
});

test('a written state has one record per line, and starts with the version', () => {
  const lines = writeState(rehearsalSeed(NOW)).split('\n');
  assert.match(lines[0] ?? '', /^\{"byoip_emulator_state":1,"accounts":\[$/);
  assert.ok(lines.every((line) => line.length < 700));
  assert.ok(lines.filter((line) => line.includes('"activeAt"')).length >= 72);
});

test('a byte order mark and unknown fields do not matter', () => {
  const state = seed(NOW, 0);
  const text = `\uFEFF${writeState({ ...state, later: { a: [1] } } as State)}`;
  assert.deepEqual(read(text).accounts, plain(state).accounts);
});

test('a hostile state is an error with its place', () => {
  const good = () => ({ byoip_emulator_state: 1, ...plain(rehearsalSeed(NOW)) });
  const prefix = '/accounts/0/prefixes/0';
  const cases: readonly (readonly [(state: ReturnType<typeof good>) => unknown, string])[] = [
    [() => '', ''],
    [() => '{"byoip_emulator_state":1', ''],
    [() => '[]', ''],
    [() => 'null', ''],
    [() => `${'['.repeat(100_000)}`, ''],
    [() => ({}), '/byoip_emulator_state'],
    [(state) => ({ ...state, byoip_emulator_state: '1' }), '/byoip_emulator_state'],
    [(state) => ({ ...state, accounts: { 0: state.accounts[0] } }), '/accounts'],
    [(state) => ({ ...state, idsMade: -1 }), '/idsMade'],
    [(state) => ({ ...state, idsMade: 2 ** 53 - 1 }), '/idsMade'],
    [(state) => ({ ...state, idSeed: 2 ** 32 }), '/idSeed'],
    [(state) => ({ ...state, now: 1e17 }), '/now'],
    [(state) => ({ ...state, now: 'today' }), '/now'],
    [(state) => ({ ...state, incident: [] }), '/incident'],
    [
      (state) => ({
        ...state,
        incident: { name: 'x', beginsAt: 0, hits: [{ prefixId: 'a', damage: 'b', at: 0 }] },
      }),
      '/incident/hits/0/damage',
    ],
    [(state) => ({ ...state, accounts: [{ ...state.accounts[0], id: 'x' }] }), '/accounts/0/id'],
  ];
  for (const [change, pointer] of cases) assert.equal(problem(change(good()))[0], pointer);
  const fields: readonly (readonly [string, unknown, string?])[] = [
    ['delegations', 3],
    [
      'delegations',
      [{ id: 'a', cidr: '192.0.2.0/24', delegatedAccountId: 'x', createdAt: 0 }],
      '/0/delegatedAccountId',
    ],
    ['validatingUntil', null],
    ['leaving', [{}], '/0/id'],
    ['bindings', 'none'],
    ['bindings', [{ id: 'a', cidr: '2001:DB8::/32', serviceId: null, activeAt: 0 }], '/0/cidr'],
    ['bindings', [{ id: 'a', cidr: '::ffff:192.0.2.0/120', serviceId: null, activeAt: 0 }], '/0/cidr'],
    ['bindings', [{ id: 'a/b', cidr: '192.0.2.0/24', serviceId: null, activeAt: 0 }], '/0/id'],
    ['bgpPrefixes', [null], '/0'],
    ['asn', 1.5],
    ['modifiedAt', -1],
  ];
  for (const [field, value, below = ''] of fields) {
    const state = good();
    Object.assign(state.accounts[0]?.prefixes[0] ?? {}, { [field]: value });
    assert.equal(problem(state)[0], `${prefix}/${field}${below}`);
  }
});

/** A snapshot as docs/snapshot.md has it, with everything that a prefix can have. */
const SNAPSHOT = {
  byoip_snapshot: 1,
  account_id: SEED_ACCOUNT_ID,
  taken_at: '2026-02-20T17:00:00Z',
  services: [{ id: 'aaaa', name: 'CDN', unknown: true }],
  prefixes: [
    {
      prefix: {
        id: '2af39739cc4e3b5910c918468bb89828',
        cidr: '192.0.2.0/24',
        approved: 'V',
        asn: 64500,
        description: 'Zürich\n',
        created_at: '2023-07-10T02:07:13.06175Z',
        modified_at: 'yesterday',
        irr_validation_state: 'valid',
        later: [1],
      },
      bindings: [
        {
          id: 'b1',
          cidr: '192.0.2.0/24',
          provisioning: { state: 'active' },
          service_id: 'aaaa',
          service_name: 'CDN',
        },
        {
          id: 'b2',
          cidr: '192.0.2.0/26',
          provisioning: { state: 'provisioning' },
          service_id: 'bbbb',
          service_name: 'Other',
        },
        {
          id: 'b3',
          cidr: '192.0.2.64/26',
          provisioning: { state: 'magic_transit_route_missing' },
          service_id: 'aaaa',
        },
        { id: '5f3c1a7e-8b2d-4c60-9e14-7a6b5c4d3e2f', cidr: '192.0.2.129/32' },
      ],
      bgp_prefixes: [
        {
          id: 'c1',
          cidr: '192.0.2.0/24',
          asn: null,
          asn_prepend_count: 2,
          auto_advertise_withdraw: true,
          bgp_signal_opts: null,
          on_demand: {
            advertised: true,
            advertised_modified_at: '',
            on_demand_enabled: true,
            on_demand_locked: true,
          },
        },
        { id: 'c2', cidr: '192.0.2.0/25', on_demand: null },
      ],
    },
  ],
};

test('a snapshot becomes an account that says the same, also in format 2 with delegations', async () => {
  const delegation = {
    id: 'd1',
    cidr: '192.0.2.0/25',
    delegated_account_id: 'b1946ac92492d2347c6235b4d2611184',
  };
  const [one] = SNAPSHOT.prefixes;
  const second = {
    ...SNAPSHOT,
    byoip_snapshot: 2,
    only: ['192.0.2.0/24'],
    prefixes: [{ ...one, delegations: [delegation] }],
  };
  const emulator = createEmulator({ state: read(second) });
  emulator.clock.advance(NOW - emulator.clock.now());
  const path = `/accounts/${SEED_ACCOUNT_ID}/addressing`;
  const below = `${path}/prefixes/${one?.prefix.id}`;
  const result = async (url: string) => (await ask(emulator, 'GET', url)).envelope.result as never[];
  assert.deepEqual(await result(`${path}/services`), [
    { id: 'aaaa', name: 'CDN' },
    { id: 'bbbb', name: 'Other' },
  ]);
  const { asn, description, created_at, modified_at } = (await result(below)) as unknown as Record<
    string,
    unknown
  >;
  assert.deepEqual(
    [asn, description, created_at, modified_at],
    [64500, 'Zürich\n', '2023-07-10T02:07:13.061Z', '2026-02-20T17:00:00Z'],
  );
  const bound = (id: string, cidr: string, state: string, service: object) => {
    return { cidr, id, provisioning: { state }, ...service };
  };
  const cdn = { service_id: 'aaaa', service_name: 'CDN' };
  assert.deepEqual(await result(`${below}/bindings`), [
    bound('b1', '192.0.2.0/24', 'active', cdn),
    bound('b2', '192.0.2.0/26', 'provisioning', { service_id: 'bbbb', service_name: 'Other' }),
    bound('b3', '192.0.2.64/26', 'magic_transit_route_missing', cdn),
    bound('5f3c1a7e-8b2d-4c60-9e14-7a6b5c4d3e2f', '192.0.2.129/32', 'active', {}),
  ]);
  const bgp = (await result(`${below}/bgp/prefixes`)) as { cidr: string; asn: unknown; on_demand: object }[];
  assert.deepEqual(
    bgp.map(({ cidr, asn: number, on_demand }) => [cidr, number, on_demand]),
    [
      [
        '192.0.2.0/24',
        null,
        { advertised: true, advertised_modified_at: null, on_demand_enabled: true, on_demand_locked: true },
      ],
      [
        '192.0.2.0/25',
        null,
        { advertised: null, advertised_modified_at: null, on_demand_enabled: false, on_demand_locked: false },
      ],
    ],
  );
  const [delegated] = (await result(`${below}/delegations`)) as {
    cidr: string;
    delegated_account_id: string;
  }[];
  assert.deepEqual(
    [delegated?.cidr, delegated?.delegated_account_id],
    ['192.0.2.0/25', delegation.delegated_account_id],
  );
  emulator.clock.advance(PROVISIONING_DELAY);
  const states = (await result(`${below}/bindings`)) as { provisioning: { state: string } }[];
  assert.equal(states[1]?.provisioning.state, 'active');
});

test('where a snapshot lacks the list of BGP prefixes, that of the default binding is there', () => {
  const [one] = SNAPSHOT.prefixes;
  for (const bgp_prefixes of [undefined, null]) {
    const { accounts } = read({ ...SNAPSHOT, prefixes: [{ ...one, bgp_prefixes }] });
    const records = accounts[0]?.prefixes[0]?.bgpPrefixes ?? [];
    assert.deepEqual(
      records.map(({ cidr, advertised }) => [cidr, advertised]),
      [['192.0.2.0/24', false]],
    );
  }
  const bare = read({ ...SNAPSHOT, prefixes: [{ ...one, bindings: [], bgp_prefixes: null }] });
  assert.deepEqual(bare.accounts[0]?.prefixes[0]?.bgpPrefixes, []);
});

test('no id is made that a snapshot of an emulator has already', async () => {
  const bind = async (state: State) => {
    const emulator = createEmulator({ state });
    const body = { cidr: '192.0.2.64/26', service_id: SEED_SERVICES.cdn.id };
    const { envelope } = await ask(emulator, 'POST', `${V4}/bindings`, body);
    return (envelope.result as { id: string }).id;
  };
  const first = await bind(seed(NOW, 0));
  const state = seed(NOW, 0);
  state.accounts[0]?.prefixes[1]?.bindings.push({
    id: first,
    cidr: '2001:db8:7::/48',
    serviceId: null,
    activeAt: 0,
  });
  assert.notEqual(await bind(state), first);
});

test('a malformed snapshot is an error with its place; odd metadata is none', () => {
  const [one] = SNAPSHOT.prefixes;
  const inPrefix = (change: object) => ({ ...SNAPSHOT, prefixes: [{ ...one, ...change }] });
  const cases: readonly (readonly [unknown, string])[] = [
    [{ ...SNAPSHOT, byoip_snapshot: 3 }, '/byoip_snapshot'],
    [{ ...SNAPSHOT, byoip_snapshot: '1' }, '/byoip_snapshot'],
    [{ ...SNAPSHOT, account_id: 'x' }, '/account_id'],
    [{ ...SNAPSHOT, services: undefined }, '/services'],
    [{ ...SNAPSHOT, services: [{ name: 'CDN' }] }, '/services/0/id'],
    [{ ...SNAPSHOT, prefixes: {} }, '/prefixes'],
    [{ ...SNAPSHOT, prefixes: [null] }, '/prefixes/0'],
    [inPrefix({ prefix: undefined }), '/prefixes/0/prefix'],
    [inPrefix({ prefix: { id: 'a', cidr: 'x' } }), '/prefixes/0/prefix/cidr'],
    [inPrefix({ bindings: null }), '/prefixes/0/bindings'],
    [inPrefix({ bindings: [{ id: 'a', cidr: '192.0.2.0' }] }), '/prefixes/0/bindings/0/cidr'],
    [inPrefix({ bindings: [{ id: '', cidr: '192.0.2.0/24' }] }), '/prefixes/0/bindings/0/id'],
    [
      inPrefix({ bindings: [{ id: 'a', cidr: '192.0.2.0/24', service_id: 5 }] }),
      '/prefixes/0/bindings/0/service_id',
    ],
    [inPrefix({ bgp_prefixes: 3 }), '/prefixes/0/bgp_prefixes'],
    [
      inPrefix({ delegations: [{ id: 'a', cidr: '192.0.2.0/24' }] }),
      '/prefixes/0/delegations/0/delegated_account_id',
    ],
  ];
  for (const [value, pointer] of cases) assert.equal(problem(value)[0], pointer);
  const odd = inPrefix({
    prefix: { id: 'a', cidr: '192.0.2.1/24', asn: '13335', approved: null, created_at: 5, description: [] },
    bgp_prefixes: [
      { id: 'b', cidr: '192.0.2.0/24', asn_prepend_count: 9, on_demand: [], created_at: '+275760-09-13' },
    ],
  });
  const state = read(odd);
  assert.equal(state.accounts[0]?.prefixes[0]?.cidr, '192.0.2.0/24');
  assert.deepEqual(read(writeState(state)), plain(state), 'what a snapshot becomes is a state');
});

test('a large account is read and written: 30 prefixes with 5,000 bindings each', () => {
  const prefixes = Array.from({ length: 30 }, (_, p) => ({
    prefix: { id: `p${p}`, cidr: `2001:db8:${p}::/48` },
    bindings: Array.from({ length: 5000 }, (_, b) => ({
      id: `b${p}-${b}`,
      cidr: b === 0 ? `2001:db8:${p}::/48` : `2001:db8:${p}:${b.toString(16)}::/64`,
      service_id: 'aaaa',
    })),
  }));
  const state = read({ ...SNAPSHOT, prefixes });
  assert.deepEqual(read(writeState(state)), plain(state));
});
