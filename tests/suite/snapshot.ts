// Snapshots in every runtime: the same state gives the same bytes, without losses.

import { createEmulator, SEED_ACCOUNT_ID } from 'byoip/emulator';
import { each, fail, type Runner, same } from './assert.js';
import { type Library, refuses } from './library.js';

/** With everything that a snapshot can hold: unknown fields, CIDRs that are not canonical, nulls, regional bindings. */
const STATE = {
  byoip_snapshot: 1,
  account_id: SEED_ACCOUNT_ID,
  taken_at: '2026-02-20T17:00:00Z',
  later: 'passed over',
  services: [
    { id: 'b', name: 'CDN\u202e', tier: { z: [3, { b: 1, a: 2 }], a: null } },
    { id: 'a', name: 'Magic "Transit"\\\n' },
  ],
  prefixes: [
    {
      bgp_prefixes: [],
      bindings: [],
      prefix: { id: 'p6', cidr: '2001:DB8::/32', account_id: 'x', approved: 'P', description: null },
    },
    {
      prefix: { id: 'p4', cidr: '192.0.2.0/24', asn: 64496, advertised: null, zeta: true, alpha: [1.5, 'é'] },
      bindings: [
        { id: '3', cidr: '192.0.2.128/25', created: 'now', regional: null },
        {
          id: '2',
          cidr: '192.0.2.0/25',
          service_id: 'b',
          service_name: 'CDN',
          provisioning: { state: 'active' },
        },
        { id: '1', cidr: '192.0.2.0/24', service_id: 'a', provisioning: { state: 'active', since: 'then' } },
        { id: '4', cidr: '192.0.2.0/25', service_id: 'b', note: 'one id twice' },
        { id: '4', cidr: '192.0.2.0/25', service_id: 'a', note: 'one id twice' },
      ],
      bgp_prefixes: [
        {
          id: 'g',
          cidr: '192.0.2.0/24',
          asn_prepend_count: 2,
          auto_advertise_withdraw: false,
          bgp_signal_opts: { enabled: false, modified_at: null, more: 1 },
          on_demand: { advertised: true, on_demand_locked: null, why: ['x'] },
        },
      ],
    },
  ],
};

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The same state in another order: members of objects, and lists whose order has no meaning. */
function shuffled(value: Json, random: () => number, list: string): Json {
  const mixed = <T>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => ({ item, key: random() }))
      .sort((one, other) => one.key - other.key)
      .map(({ item }) => item);
  if (Array.isArray(value)) {
    const each = (value as readonly Json[]).map((item) => shuffled(item, random, ''));
    return /^(services|prefixes|bindings|bgp_prefixes)$/.test(list) ? mixed(each) : each;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, item]) => [key, shuffled(item, random, key)] as const);
  return Object.fromEntries(mixed(members));
}

/** A small generator of numbers from 0 to 1; the same ones each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

/** A stream of bytes in chunks of a size, one of them empty. */
function chunks(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  let pulls = 0;
  return new ReadableStream({
    pull: (stream) => {
      const isEmpty = pulls++ === 6;
      if (at >= bytes.length) stream.close();
      else stream.enqueue(bytes.slice(at, isEmpty ? at : at + size));
      if (!isEmpty) at += size;
    },
  });
}

export function snapshotSuite(t: Runner, lib: Library): void {
  t.test('snapshot: whatever the order of lists and members, the bytes are the same', () => {
    const text = lib.writeSnapshot(JSON.stringify(STATE));
    each(
      Array.from({ length: 200 }, (_, seed) => seed),
      (seed) => {
        const other = JSON.stringify(shuffled(STATE, numbers(seed), ''), null, seed % 3);
        if (lib.writeSnapshot(other) !== text) fail(`seed ${seed}: other bytes for ${other}`);
      },
    );
  });

  t.test(
    'snapshot: what was written is read and written byte for byte, as text, as bytes and as an object',
    () => {
      const text = lib.writeSnapshot(JSON.stringify(STATE));
      same(lib.writeSnapshot(text), text, 'as text');
      same(lib.writeSnapshot(new TextEncoder().encode(text)), text, 'as bytes');
      const snapshot = lib.readSnapshot(text);
      same(lib.writeSnapshot(snapshot), text, 'as an object');
      same(lib.readSnapshot(lib.writeSnapshot(snapshot)), snapshot, 'the object');
      const plain = JSON.parse(JSON.stringify(snapshot)) as typeof snapshot;
      same(lib.writeSnapshot(plain), text, 'as an object from somewhere else');
    },
  );

  t.test('snapshot: it is one noun a line in the order of the addresses, with unknown fields by name', () => {
    const lines = lib.writeSnapshot(JSON.stringify(STATE)).split('\n');
    const found = lines.map((line) => /^\{"(?:prefix":\{")?id":"(\w+)"/.exec(line)?.[1]).filter(Boolean);
    same(found, ['a', 'b', 'p4', '1', '2', '4', '4', '3', 'g', 'p6'], 'ids');
    const has = (line: string): boolean => lines.includes(line) || lines.includes(`${line},`);
    each(
      [
        '{"id":"b","name":"CDN\u202e","tier":{"a":null,"z":[3,{"a":2,"b":1}]}}',
        '{"prefix":{"id":"p4","cidr":"192.0.2.0/24","asn":64496,"advertised":null,"alpha":[1.5,"é"],"zeta":true},',
        '{"prefix":{"id":"p6","cidr":"2001:DB8::/32","account_id":"x","approved":"P","description":null},',
        '{"id":"1","cidr":"192.0.2.0/24","service_id":"a","provisioning":{"since":"then","state":"active"}}',
        '{"id":"3","cidr":"192.0.2.128/25","created":"now","regional":null}',
      ],
      (line) => {
        if (!has(line)) fail(`no line ${line} in\n${lines.join('\n')}`);
      },
    );
    same(lines.join('').includes('later'), false, 'fields that are not of the API are ignored');
  });

  t.test('snapshot: escapes and numbers beyond a double are kept where the text is kept', () => {
    const exotic = JSON.stringify(STATE).replace(
      '"tier":',
      '"big":12345678901234567890.1234567890,"\\u0041\\/":"\\u00e9\\n","tier":',
    );
    const text = lib.writeSnapshot(exotic);
    same(text.includes('"A/":"é\\u000a","big":12345678901234567890.1234567890,"tier":'), true, text);
    same(lib.writeSnapshot(text), text, 'byte for byte');
  });

  t.test('snapshot: its time is text, and an odd one does not make it unreadable', () => {
    for (const takenAt of ['yesterday', '2014-01-01', '2026-02-30T25:00:00']) {
      const odd = JSON.stringify({ ...STATE, taken_at: takenAt });
      same(lib.readSnapshot(odd).takenAt, takenAt, 'as it came');
      same(lib.writeSnapshot(odd).includes(`"taken_at":"${takenAt}"`), true, 'and as it is written');
    }
  });

  t.test('snapshot: from the body of a response or a stream it is what it is from text', async () => {
    const text = JSON.stringify(STATE);
    const expected = lib.readSnapshot(text);
    same(await lib.readSnapshotBody(new Response(text)), expected, 'a response');
    const bytes = new TextEncoder().encode(text);
    // Of one byte, so that characters are cut; the seventh is empty.
    for (const size of [1, 7, bytes.length])
      same(await lib.readSnapshotBody(chunks(bytes, size)), expected, `chunks of ${size} bytes`);
  });

  t.test(
    'snapshot: a body that fails, is no text or was read before is an error, and the next one is read',
    async () => {
      const refused = async (body: unknown, code: string): Promise<void> => {
        const error = await lib.readSnapshotBody(body as Response).then(
          () => null,
          (reason: unknown) => reason,
        );
        refuses(
          lib,
          () => {
            throw error;
          },
          { code },
          `a body that is refused as ${code}`,
        );
      };
      const good = JSON.stringify(STATE);
      const read = new Response(good);
      await read.text();
      const locked = new Response(good);
      locked.body?.getReader();
      await refused(read, 'call-malformed');
      await refused(locked, 'call-malformed');
      for (const wrong of [null, undefined, 'text', {}]) await refused(wrong, 'call-malformed');
      await refused(new Response(null), 'json-empty');
      await refused(new Response(good.slice(0, -1)), 'json-truncated');
      const cancelled: unknown[] = [];
      const cancel = (): void => void cancelled.push(true);
      await refused(
        new ReadableStream({ pull: (stream) => stream.enqueue('text'), cancel }, { highWaterMark: 0 }),
        'call-malformed',
      );
      same(cancelled, [true], 'the rest of a refused stream is cancelled');
      const fault = new Error('the connection is lost');
      const broken = new ReadableStream({
        start: (stream) => stream.enqueue(new Uint8Array([123])),
        pull: () => Promise.reject(fault),
      });
      const thrown = await lib.readSnapshotBody(broken).catch((error: unknown) => error);
      same(thrown === fault, true, 'the error of the stream');
      same(await lib.readSnapshotBody(new Response(good)), lib.readSnapshot(good), 'the next one');
    },
  );

  t.test('snapshot: it is typed, with the names of JavaScript', () => {
    const snapshot = lib.readSnapshot(JSON.stringify(STATE));
    same(Object.keys(snapshot), ['accountId', 'takenAt', 'only', 'services', 'prefixes'], 'fields');
    same([snapshot.accountId, snapshot.takenAt], [STATE.account_id, STATE.taken_at], 'head');
    const [v4, v6] = snapshot.prefixes;
    same(v4?.prefix.extra, { zeta: true, alpha: [1.5, 'é'] }, 'unknown fields of a prefix');
    same(
      v4?.bindings.map(({ id, serviceId, state }) => [id, serviceId, state])[0],
      ['1', 'a', 'active'],
      'a binding',
    );
    same(v4?.bindings.at(-1)?.serviceId, null, 'a regional binding');
    same(
      v4?.bgpPrefixes?.[0]?.onDemand,
      { advertised: true, onDemandLocked: null, extra: { why: ['x'] } },
      'BGP',
    );
    same([v6?.prefix.cidr, v6?.prefix.cidrAsSent], ['2001:db8::/32', '2001:DB8::/32'], 'as the API sent it');
  });

  t.test('snapshot: an invalid one is refused with code and position, and the next call works', () => {
    const without = (name: keyof typeof STATE): string => JSON.stringify({ ...STATE, [name]: undefined });
    const cases: readonly (readonly [string, string, string])[] = [
      ['{', 'json-truncated', ''],
      ['[]', 'envelope-wrong-type', ''],
      [JSON.stringify({ ...STATE, byoip_snapshot: 3 }), 'envelope-bad-value', '/byoip_snapshot'],
      [without('byoip_snapshot'), 'envelope-field-missing', ''],
      [without('services'), 'envelope-field-missing', ''],
      [
        JSON.stringify({ ...STATE, prefixes: [{ prefix: { id: 'p', cidr: '10.0.0.0/8' } }] }),
        'envelope-field-missing',
        '/prefixes/0',
      ],
      [JSON.stringify({ ...STATE, taken_at: '' }), 'envelope-bad-value', '/taken_at'],
      [
        JSON.stringify({ ...STATE, prefixes: [{ prefix: { id: 'p', cidr: '10.0.0.0/33' }, bindings: [] }] }),
        'length-too-long',
        '/prefixes/0/prefix/cidr',
      ],
    ];
    each(cases, ([text, code, pointer]) => {
      const expected = code.startsWith('json') ? { code } : { code, pointer };
      refuses(lib, () => lib.readSnapshot(text), expected, `read ${text.slice(0, 60)}`);
      refuses(lib, () => lib.writeSnapshot(text), expected, `write ${text.slice(0, 60)}`);
    });
    const good = lib.readSnapshot(JSON.stringify(STATE));
    const wrong: readonly unknown[] = [
      null,
      7,
      {},
      [],
      { ...good, prefixes: null },
      { ...good, services: [null] },
      { ...good, prefixes: [null] },
      { ...good, accountId: 7 },
      { ...good, prefixes: [{ prefix: {}, bindings: 'x' }] },
    ];
    each(wrong, (value) => {
      refuses(
        lib,
        () => lib.writeSnapshot(value as never),
        { code: 'call-malformed' },
        JSON.stringify(value),
      );
    });
    refuses(lib, () => lib.readSnapshot(7 as never), { code: 'call-malformed' }, 'a number');
    refuses(
      lib,
      () => lib.writeSnapshot({ ...good, services: [{ name: 'x', extra: {} }] as never }),
      { code: 'envelope-field-missing', pointer: '/services/0' },
      'a service without an id',
    );
  });

  t.test('snapshot: it is taken from the API completely, or not at all', async () => {
    let gone = '';
    const emulator = createEmulator();
    const client = new lib.Byoip({
      apiToken: 'a-token',
      accountId: SEED_ACCOUNT_ID,
      env: {},
      maxRetries: 0,
      fetch: async (input, init) => {
        const request = new Request(input, init);
        return gone !== '' && request.url.endsWith(gone)
          ? Response.json(
              { success: false, errors: [{ code: 1000, message: 'gone' }], messages: [], result: null },
              { status: 404 },
            )
          : emulator.fetch(request);
      },
    });
    const takenAt = new Date('2026-02-20T17:00:00.123Z');
    const snapshot = await lib.takeSnapshot(client, { takenAt });
    same(snapshot.takenAt, '2026-02-20T17:00:00Z', 'the time');
    same(
      snapshot.prefixes.map(({ prefix, bindings, bgpPrefixes, delegations }) => [
        prefix.cidr,
        bindings.length,
        bgpPrefixes?.length,
        delegations?.length,
      ]),
      [
        ['192.0.2.0/24', 2, 1, 1],
        ['2001:db8::/32', 6, 1, 0],
      ],
      'the prefixes',
    );
    const text = lib.writeSnapshot(snapshot);
    same(lib.writeSnapshot(await lib.takeSnapshot(client, { takenAt })), text, 'taken again');
    same(lib.readSnapshot(text).services.length, 3, 'services');
    for (gone of ['/services', '/prefixes', '/bindings', '/bgp/prefixes', '/delegations']) {
      let taken = true;
      try {
        await lib.takeSnapshot(client, { takenAt });
      } catch (error) {
        taken = !lib.isByoipError(error);
      }
      same(taken, false, `without ${gone}`);
    }
  });

  t.test(
    'snapshot: delegations that the token may not list are absent with the reason, and never empty',
    async () => {
      const emulator = createEmulator();
      const refusals = [
        [{ code: 1002, message: 'forbidden' }, 403],
        [{ code: 10000, message: 'Authentication error' }, 403],
      ] as const;
      for (const [error, status] of refusals) {
        const client = new lib.Byoip({
          apiToken: 'a-token',
          accountId: SEED_ACCOUNT_ID,
          env: {},
          maxRetries: 0,
          fetch: async (input, init) => {
            const request = new Request(input, init);
            if (!request.url.endsWith('/delegations')) return emulator.fetch(request);
            const refusal = { success: false, errors: [error], messages: [], result: null };
            return Response.json(refusal, { status });
          },
        });
        const text = lib.writeSnapshot(await lib.takeSnapshot(client));
        same(text.includes('"delegations":['), false, error.message);
        const [first] = lib.readSnapshot(text).prefixes;
        same(first?.delegations, null, 'they are absent');
        same(first?.unread, { delegations: 'the token may not list them' }, 'and say why');
        same(lib.writeSnapshot(lib.readSnapshot(text)), text, 'read and written');
      }
    },
  );

  t.test('snapshot: one of some prefixes says which, and one of all does not', async () => {
    const client = new lib.Byoip({
      apiToken: 'a-token',
      accountId: SEED_ACCOUNT_ID,
      env: {},
      fetch: createEmulator().fetch,
    });
    const part = await lib.takeSnapshot(client, { only: ['192.0.2.0/24', '198.51.100.0/24'] });
    same(
      part.prefixes.map(({ prefix }) => prefix.cidr),
      ['192.0.2.0/24'],
      'the prefixes that exist',
    );
    const text = lib.writeSnapshot(part);
    same(lib.readSnapshot(text).only, ['192.0.2.0/24', '198.51.100.0/24'], 'the prefixes that it is about');
    same(lib.readSnapshot(lib.writeSnapshot(await lib.takeSnapshot(client))).only, null, 'the whole account');
  });
}
