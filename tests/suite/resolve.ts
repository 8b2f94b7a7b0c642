// The owner of an address: the explained result, and the same owner from every other look-up.

import { type Runner, same } from './assert.js';
import type { ResolverLibrary } from './library.js';
import { resolve } from './vectors.js';

const ASK = ['address', 'owner', 'reason', 'shadowed', 'fallback', 'regional'];

export function resolveSuite(t: Runner, lib: ResolverLibrary): void {
  for (const vector of resolve) {
    t.test(`owners: ${vector.text('name')}`, () => {
      const list = vector.raw('bindings');
      const prefix = vector.has('prefix') ? { prefix: vector.text('prefix') } : {};
      const body = JSON.stringify({ success: true, errors: [], messages: [], result: list });
      const table = lib.BindingTable.fromEnvelope(new TextEncoder().encode(body), prefix);
      const again = lib.BindingTable.fromBindings(table.bindings(), prefix);
      const asks = vector.list('asks', ASK);

      for (const ask of asks) {
        const address = ask.text('address');
        const answer = table.resolve(address);
        const short = {
          address,
          owner: answer.owner?.cidr ?? null,
          reason: answer.reason,
          shadowed: answer.shadowed.map(({ cidr }) => cidr),
          fallback: answer.fallback?.cidr ?? null,
          regional: answer.regional.map(({ cidr }) => cidr),
        };
        same(short, Object.fromEntries(ASK.map((field) => [field, ask.raw(field)])), ask.about);
        same(again.resolve(address), answer, `${ask.about}, from bindings that were read before`);
        same(table.find(address), answer.owner?.index ?? -1, `${ask.about}, found by position`);
      }
      const addresses = asks.map((ask) => ask.text('address'));
      const positions = addresses.map((address) => table.find(address));
      same([...table.findMany(addresses)], positions, `${vector.about}, many at once`);
      same([...table.findMany(addresses.join('\n'))], positions, `${vector.about}, many lines at once`);
      table.dispose();
      again.dispose();
    });
  }
}
