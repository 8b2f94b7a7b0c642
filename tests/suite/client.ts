// The client in every runtime: it lists, creates, survives a fault and deletes, with an emulator as `fetch`.

import {
  createEmulator,
  type FaultName,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  SEED_SERVICES,
} from 'byoip/emulator';
import { type Runner, same } from './assert.js';
import type { Library } from './library.js';

const PREFIX = SEED_PREFIXES.v4.id;
const NEW = { cidr: '192.0.2.16/29', service_id: SEED_SERVICES.cdn.id };

export function clientSuite(t: Runner, lib: Pick<Library, 'Byoip' | 'isByoipError'>): void {
  /** A client whose first write meets `fault`. */
  const setUp = (fault?: FaultName) => {
    const asked: string[] = [];
    const emulator = createEmulator({
      faults: ({ method }) => {
        asked.push(method);
        return method !== 'GET' && asked.filter((other) => other === method).length === 1 ? fault : undefined;
      },
    });
    const client = new lib.Byoip({
      apiToken: 'a-token',
      accountId: SEED_ACCOUNT_ID,
      env: {},
      fetch: (input, init) => emulator.fetch(new Request(input, init)),
      timeout: 2000,
      lookSpacing: 1,
    });
    return { bindings: client.addressing.prefixes.serviceBindings, asked };
  };

  for (const fault of [undefined, 'reset-after-commit', 'http-429', 'truncated-json'] as const) {
    t.test(`client · list, create, delete, with ${fault ?? 'nothing wrong'}`, async () => {
      const { bindings, asked } = setUp(fault);
      const blocks = async () => (await bindings.list(PREFIX)).map(({ cidr }) => cidr);
      same(await blocks(), ['192.0.2.0/24', '192.0.2.1/32'], 'before');
      const made = await bindings.create(PREFIX, NEW);
      same([made.cidr, made.serviceId], [NEW.cidr, NEW.service_id], 'made');
      const seen: string[] = [];
      for await (const { cidr } of bindings.list(PREFIX)) seen.push(cidr);
      same(seen, ['192.0.2.0/24', '192.0.2.1/32', NEW.cidr], 'between');
      same(await bindings.delete(made.id, { prefix_id: PREFIX }), null, 'deleted');
      same(await blocks(), ['192.0.2.0/24', '192.0.2.1/32'], 'after');
      const posts = asked.filter((method) => method === 'POST').length;
      same(posts, fault === 'http-429' ? 2 : 1, 'POSTs');
    });
  }

  t.test('client · a rule, an id and an abort stop a write before it is sent', async () => {
    const { bindings, asked } = setUp();
    const endOf = (work: PromiseLike<unknown>) =>
      Promise.resolve(work).then(
        () => 'done',
        (error: unknown) => (lib.isByoipError(error) ? `${error.code} ${error.outcome}` : String(error)),
      );
    const outside = { ...NEW, cidr: '198.51.100.0/24' };
    same(await endOf(bindings.create(PREFIX, outside)), 'rule-broken not-sent', 'rule');
    same(await endOf(bindings.delete('..', { prefix_id: PREFIX })), 'id-bad-character not-sent', 'id');
    const signal = AbortSignal.abort();
    const remove = bindings.delete('a', { prefix_id: PREFIX }, { signal });
    same(await endOf(remove), 'aborted not-sent', 'abort');
    same(
      asked.every((method) => method === 'GET'),
      true,
      'only reads went out',
    );
  });
}
