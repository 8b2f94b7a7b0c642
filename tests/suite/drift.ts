// Drift and restores in every runtime: options, errors with their places, and the types of the results.

import { createEmulator, SEED_ACCOUNT_ID } from 'byoip/emulator';
import { type Runner, same } from './assert.js';
import { type Library, refuses } from './library.js';

export function driftSuite(t: Runner, lib: Library): void {
  const client = new lib.Byoip({
    apiToken: 'a-token',
    accountId: SEED_ACCOUNT_ID,
    env: {},
    fetch: createEmulator().fetch,
  });

  t.test('drift: an account has none from itself, as objects, text and bytes', async () => {
    const now = await lib.takeSnapshot(client);
    const text = lib.writeSnapshot(now);
    for (const before of [now, text, new TextEncoder().encode(text)]) {
      const { findings, notCompared, compared, accountId } = lib.drift(before, now);
      same([findings, notCompared, compared, accountId], [[], [], 2, SEED_ACCOUNT_ID], 'no drift');
      same(lib.restorePlan(before, now).run.prefixes, [], 'nothing to restore');
    }
  });

  t.test('restore: bindings that are gone come back, of the selected prefixes', async () => {
    const before = await lib.takeSnapshot(client);
    const now = { ...before, prefixes: before.prefixes.map((one) => ({ ...one, bindings: [] })) };
    const { findings } = lib.drift(before, now);
    same([...new Set(findings.map(({ code }) => code))], ['bindings-all-lost', 'regional-lost'], 'codes');
    const all = lib.restorePlan(before, now);
    same(
      all.run.prefixes.map(({ cidr }) => cidr),
      ['192.0.2.0/24', '2001:db8::/32'],
      'all prefixes',
    );
    same(
      [all.run.accountId, all.offline, all.run.options.concurrency],
      [SEED_ACCOUNT_ID, false, 8],
      'the run',
    );
    const one = lib.restorePlan(before, now, {
      prefixes: ['2001:db8::/32'],
      gate: 'active',
      run: { concurrency: 2, deleteDefault: true },
    });
    same(
      one.run.prefixes.map(({ cidr }) => cidr),
      ['2001:db8::/32'],
      'the selected one',
    );
    same([one.run.options.concurrency, one.run.options.deleteDefault], [2, true], 'options of the run');
    same(one.run.prefixes[0]?.steps[0]?.op, 'create', 'a create is first');
    same(lib.restorePlan(before, null).offline, true, 'without the present state');
    const script = lib.restoreScript(before, null);
    same([script.startsWith('#!/bin/sh\n'), script.endsWith('\n')], [true, true], 'a script');
    const [head] = lib.restoreLines(before, now);
    same([head?.kind, lib.driftLines(before, now)[0]?.kind], ['head', 'head'], 'lines');
  });

  t.test('drift: an error says in which of the two states it is', async () => {
    const now = await lib.takeSnapshot(client);
    refuses(
      lib,
      () => lib.drift('{}', now),
      { code: 'envelope-field-missing', pointer: '/before' },
      'before',
    );
    const damaged = lib.writeSnapshot(now).replace('"services":[', '"services":[{},');
    refuses(
      lib,
      () => lib.drift(now, damaged),
      { code: 'envelope-field-missing', pointer: '/now/services/0' },
      'now',
    );
    refuses(lib, () => lib.drift(now, 7 as never), { code: 'call-malformed' }, 'a number');
    refuses(lib, () => lib.drift(now, null as never), { code: 'call-malformed' }, 'null');
    const other = { ...now, accountId: 'another' };
    refuses(lib, () => lib.drift(other, now), { code: 'snapshot-other-account' }, 'another account');
    const part = { ...now, only: ['198.51.100.0/24'], prefixes: [] };
    refuses(lib, () => lib.drift(now, part), { code: 'snapshot-partial' }, 'a part');
    same(lib.drift(part, now).part, true, 'a part is compared with the account');
    const restore = (options: object) => () => lib.restorePlan(now, now, options);
    refuses(
      lib,
      restore({ prefixes: ['x'] }),
      { code: 'unexpected-character', pointer: '/prefixes/0' },
      'no CIDR',
    );
    refuses(
      lib,
      restore({ prefixes: ['10.0.0.0/8'] }),
      { code: 'snapshot-prefix-missing' },
      'another prefix',
    );
    refuses(lib, restore({ limits: { most: 3 } }), { code: 'call-malformed' }, 'an unknown limit');
    refuses(lib, restore({ policy: 'best' }), { code: 'call-malformed' }, 'an unknown policy');
    refuses(lib, restore({ run: { concurrency: -1 } }), { code: 'call-malformed' }, 'a negative number');
  });
}
