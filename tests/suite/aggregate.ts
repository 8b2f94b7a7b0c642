// The shortest list of bindings for claims, as objects and as a file.

import { type Runner, same } from './assert.js';
import { type Library, refuses } from './library.js';
import { aggregate, type Vector } from './vectors.js';

type Facts = Parameters<Library['aggregate']>[0];

export function aggregateSuite(t: Runner, lib: Library): void {
  for (const vector of aggregate) {
    t.test(`aggregate: ${vector.text('name')}`, () => {
      const pairs = vector.raw('claims') as readonly (readonly [string, string])[];
      const claims = pairs.map(([addresses, serviceId]) => ({ addresses, serviceId }));
      const forms = {
        'as a list': claims,
        'as JSON': JSON.stringify(claims),
        'as CSV': pairs.map((pair) => `${pair.join(',')}\n`).join('') || '# none\n',
      } satisfies Record<string, Facts['claims']>;
      for (const [form, list] of Object.entries(forms)) {
        const facts: Facts = {
          prefix: vector.text('prefix'),
          default: vector.text('default'),
          claims: list,
          ...(vector.has('readAs') && !pairs.some(([addresses]) => addresses.includes('-'))
            ? { readAs: 'claims' }
            : {}),
          ...(vector.has('defaultOnly') ? { defaultOnly: vector.raw('defaultOnly') as string[] } : {}),
        };
        held(vector, lib, facts, form);
      }
    });
  }

  t.test('aggregate: an error in a file has its position', () => {
    const of = (claims: string | Uint8Array) => () =>
      lib.aggregate({ prefix: '192.0.2.0/24', default: 'cdn', claims });
    const text = '# ünder\n192.0.2.1,a\n192.0.3.1,a\n';
    const expected = { code: 'claim-outside-prefix', pointer: undefined };
    refuses(lib, of(text), { ...expected, at: [20, 29] }, 'a text counts characters');
    refuses(lib, of(new TextEncoder().encode(text)), { ...expected, at: [21, 30] }, 'bytes count as bytes');
    const json = '[{"host":"192.0.2.300","service_id":"a"}]';
    refuses(lib, of(json), { code: 'octet-too-large', at: [18, 21], pointer: '/0/host' }, 'JSON');
  });

  t.test('aggregate: arguments of other types are refused', () => {
    const facts = { prefix: '192.0.2.0/24', default: 'cdn', claims: [] };
    const wrong: readonly object[] = [
      { ...facts, prefix: 7 },
      { ...facts, default: undefined },
      { ...facts, claims: 7 },
      { ...facts, claims: [null] },
      { ...facts, claims: [{ addresses: '192.0.2.1' }] },
      { ...facts, defaultOnly: 'cdn' },
      { ...facts, defaultOnly: [7] },
      { ...facts, readAs: 'bindings' },
      { ...facts, readAs: true },
    ];
    for (const bad of wrong) {
      refuses(lib, () => lib.aggregate(bad as Facts), { code: 'call-malformed' }, JSON.stringify(bad));
    }
    refuses(
      lib,
      () => lib.aggregate({ ...facts, prefix: '192.0.2.1/24' }),
      { code: 'host-bits-set', at: [0, 12] },
      'prefix',
    );
    refuses(lib, () => lib.aggregate({ ...facts, default: '' }), { code: 'id-empty' }, 'default');
    same(lib.aggregate(facts).bindings.length, 1, 'the next call');
  });
}

function held(vector: Vector, lib: Library, facts: Facts, form: string): void {
  const about = `${vector.about} ${form}`;
  const error = vector.object('error', ['code', 'pointer']);
  if (error !== null) {
    const pointer = form === 'as a list' ? { pointer: error.raw('pointer') } : {};
    refuses(lib, () => lib.aggregate(facts), { code: error.raw('code'), ...pointer }, about);
    return;
  }
  const found = lib.aggregate(facts);
  same(
    found.bindings.map(({ cidr, serviceId }) => [cidr, serviceId]),
    vector.raw('bindings'),
    about,
  );
  const shares = found.shares.map(({ serviceId, addresses, bindings }) => [serviceId, addresses, bindings]);
  same(shares, vector.raw('shares'), `${about}, shares`);
  const { asClaimed, claims, regional, readAs } = found;
  const read = vector.has('entries')
    ? vector.raw('entries')
    : (vector.raw('claims') as readonly unknown[]).length;
  same([asClaimed, claims, regional], [vector.raw('asClaimed'), read, 0], `${about}, counts`);
  same(readAs, vector.has('readAs') ? vector.raw('readAs') : 'bindings', `${about}, the reading`);
}
