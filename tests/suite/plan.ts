// Plans: steps, effect on the addresses, and refusals; the same from objects as from the vectors.

import { type Runner, same } from './assert.js';
import { type Library, refuses } from './library.js';
import { plan as vectors } from './vectors.js';

type Task = Parameters<Library['plan']>[0];
type Step = ReturnType<Library['plan']>['steps'][number];

/** A step in words, as the vectors have it. */
function worded(step: Step): string {
  if (step.op === 'wait') return `wait ${step.until} ${step.hours}`;
  const write = `${step.op} ${step.cidr} ${step.serviceId} ${step.purpose}`;
  return step.op === 'create' ? write : `${write} ${step.bindingId ?? '-'}`;
}

export function planSuite(t: Runner, lib: Library): void {
  for (const vector of vectors) {
    t.test(`plan: ${vector.text('name')}`, () => {
      const task = vector.raw('task') as Task;
      const error = vector.object('error', ['code', 'pointer', 'findings']);
      if (error !== null) {
        const expected = {
          code: error.raw('code'),
          ...(error.has('pointer') ? { pointer: error.raw('pointer') } : {}),
        };
        refuses(lib, () => lib.plan(task), expected, vector.about);
        same(codesOf(lib, task), error.raw('findings'), `${vector.about}, findings`);
        return;
      }
      const made = lib.plan(task);
      same(made.steps.map(worded), vector.raw('steps'), vector.about);
      const { changed, unowned, thirdParty } = made.impact;
      same({ changed, unowned, thirdParty }, vector.raw('impact'), `${vector.about}, impact`);
      const refusals = made.refusals.map(({ code }) => code);
      same(refusals, vector.raw('refusals'), `${vector.about}, refusals`);
      same(lib.explain(task).length, made.steps.length, `${vector.about}, sentences`);
      const again = lib.plan({ ...task, current: [...task.current].reverse(), expect: made.fingerprint });
      same(again, made, `${vector.about}, in another order`);
    });
  }

  t.test('plan: a plan is plain data, which JSON keeps', () => {
    for (const vector of vectors.filter((one) => !one.has('error'))) {
      const made = lib.plan(vector.raw('task') as Task);
      same(JSON.parse(JSON.stringify(made)), made, vector.about);
    }
  });

  t.test('plan: a difference has no steps, and counts what a plan counts', () => {
    for (const vector of vectors.filter((one) => !one.has('error'))) {
      const task = vector.raw('task') as Task;
      const difference = lib.diff(task);
      same(difference.moves, lib.plan(task).impact.moves, vector.about);
      const count = difference.added.length + difference.removed.length + difference.changed.length;
      same(count === 0, lib.plan(task).steps.length === 0, `${vector.about}, differing blocks`);
    }
  });

  t.test('plan: it is rendered as text and as Markdown', () => {
    const task = vectors.find((one) => one.has('steps'))?.raw('task') as Task;
    const text = lib.render(task);
    same([text.startsWith(`${task.prefix.cidr}: `), text.endsWith('\n')], [true, true], 'text');
    same(lib.render(task, 'markdown').startsWith(`## Plan for ${task.prefix.cidr}\n`), true, 'Markdown');
    refuses(lib, () => lib.render(task, 'html' as 'text'), { code: 'call-malformed' }, 'another form');
  });

  t.test('plan: arguments of other types are refused', () => {
    const task: Task = { prefix: { cidr: '192.0.2.0/24' }, current: [], desired: [] };
    const bound = { cidr: '192.0.2.0/24', serviceId: 'a' };
    const wrong: readonly unknown[] = [
      undefined,
      null,
      7,
      {},
      { ...task, prefix: '192.0.2.0/24' },
      { ...task, current: undefined },
      { ...task, current: {} },
      { ...task, current: [null] },
      { ...task, current: [{ ...bound, id: 7 }] },
      { ...task, desired: 'x' },
      { ...task, desired: [{ ...bound, cidr: 7 }] },
      { ...task, services: [null] },
      { ...task, names: 7 },
      { ...task, names: { a: 7 } },
      { ...task, policy: 'best' },
      { ...task, profile: 7 },
      { ...task, gate: 'open' },
      { ...task, defaultOnly: 'a' },
      { ...task, snapshotSize: -1 },
      { ...task, snapshotSize: 1.5 },
      { ...task, limits: 7 },
      { ...task, limits: { deletedPercent: '30' } },
      { ...task, limits: { allowDefault: 1 } },
      { ...task, limits: { all: true } },
      { ...task, force: 'yes' },
      { ...task, expect: 7 },
    ];
    for (const bad of wrong) {
      const about = JSON.stringify(bad) ?? String(bad);
      refuses(lib, () => lib.plan(bad as Task), { code: 'call-malformed' }, about);
      refuses(lib, () => lib.diff(bad as Task), { code: 'call-malformed' }, about);
      same(lib.plan(task).steps, [], `the call after ${about}`);
    }
  });

  t.test('plan: a list in a file is read as the bindings that it may be meant as', () => {
    const prefix = '192.0.2.0/24';
    const blocks = lib.readDesired('192.0.2.0/24,a\n192.0.2.8/29,b\n', { prefix });
    const bindings = [
      { cidr: '192.0.2.0/24', serviceId: 'a' },
      { cidr: '192.0.2.8/29', serviceId: 'b' },
    ];
    const rest = { columns: null, regional: 0, regionalBlocks: [], services: [] };
    same(blocks, { readAs: 'bindings', bindings, lines: [1, 2], claims: 2, ...rest }, 'blocks');
    const hosts = lib.readDesired('[{"host":"192.0.2.1","service_id":"a"}]', { prefix });
    const host = { cidr: '192.0.2.1/32', serviceId: 'a' };
    same(
      hosts,
      { readAs: 'bindings', bindings: [host], lines: [1], claims: 1, ...rest },
      'a host is its block',
    );
    const asked = lib.readDesired('192.0.2.1,a', { prefix, readAs: 'claims' });
    same(
      asked,
      { readAs: 'claims', bindings: null, lines: [1], claims: 1, ...rest },
      'claims that are asked for',
    );
    const ranges = lib.readDesired('192.0.2.1,a\n192.0.2.4-192.0.2.6,a', { prefix });
    same([ranges.readAs, ranges.bindings], ['claims', null], 'a range');
    const named = lib.readDesired('cidr,service_id,service_name\n192.0.2.0/24,a,Magic Transit\n', { prefix });
    const services = [{ id: 'a', name: 'Magic Transit' }];
    same(named.services, services, 'names');
    same(named.bindings?.[0]?.serviceName, 'Magic Transit', 'the name of a binding');
    const of = '{"success":true,"errors":[],"messages":[],"result":[{"id":"r","cidr":"192.0.2.8/29"}]}';
    same(lib.readDesired(of, { prefix }).regionalBlocks, ['192.0.2.8/29'], 'a regional binding');
    refuses(
      lib,
      () => lib.readDesired('192.0.2.300,a', { prefix }),
      { code: 'octet-too-large', at: [8, 11] },
      'a place',
    );
  });

  t.test('plan: a service is found by its id or its name, and a list may name it', () => {
    const services = [
      { id: 'c0de0000000000000000000000000cd1', name: 'CDN' },
      { id: 't1', name: 'Twin' },
      { id: 't2', name: 'TWIN' },
    ];
    const cdn = { id: 'c0de0000000000000000000000000cd1', name: 'CDN' };
    for (const text of ['cdn', ' CDN ', cdn.id, cdn.id.toUpperCase()]) {
      same(lib.findService(services, text), cdn, text);
    }
    same(lib.findService(services, 'F'.repeat(32)), { id: 'f'.repeat(32) }, 'an unknown id');
    const unknown = { code: 'service-name-unknown', at: [0, 3] } as const;
    refuses(lib, () => lib.findService(services, 'CDM'), unknown, 'an unknown name');
    refuses(lib, () => lib.findService(services, 'twin'), { code: 'service-name-ambiguous' }, 'two names');
    refuses(lib, () => lib.findService([7 as never], 'x'), { code: 'call-malformed' }, 'a wrong service');
    const prefix = '192.0.2.0/24';
    const list = 'cidr,service\n192.0.2.0/24,cdn\n';
    const bound = { cidr: prefix, serviceId: cdn.id, serviceName: 'CDN' };
    same(lib.readDesired(list, { prefix, services }).bindings, [bound], 'a list');
    const { bindings } = lib.aggregate({ prefix, default: cdn.id, claims: list, services });
    same(bindings, [{ cidr: prefix, serviceId: cdn.id }], 'aggregate');
    refuses(lib, () => lib.readDesired(list, { prefix }), { code: 'service-names-missing' }, 'no services');
  });

  t.test('plan: an unknown desired service is refused, with a similar one as a suggestion', () => {
    const [cdn, magic] = ['c0de0000000000000000000000000cd1', '2db684ee7ca04e159946fd05b99e1bcd'];
    const prefix = { cidr: '192.0.2.0/24' };
    const current = [{ id: 'b', cidr: '192.0.2.0/24', serviceId: magic, serviceName: 'Magic Transit' }];
    const whole = { cidr: '192.0.2.0/24', serviceId: magic };
    const of = (serviceId: string, more: object = {}, serviceName?: string): Task => {
      const part = {
        cidr: '192.0.2.64/32',
        serviceId,
        ...(serviceName === undefined ? {} : { serviceName }),
      };
      return { prefix, current, desired: [whole, part], ...more };
    };
    const services = [
      { id: cdn, name: 'CDN' },
      { id: magic, name: 'Magic Transit' },
    ];
    for (const bad of [
      of('DE'),
      of('DE', { services }),
      of(`${cdn.slice(0, -1)}2`, { services }),
      of('CDN', { services }),
    ]) {
      const about = JSON.stringify(bad.desired);
      for (const call of [lib.plan, lib.diff, lib.explain, lib.render] as const) {
        refuses(lib, () => call(bad), { code: 'desired-illegal' }, about);
      }
      same(codesOf(lib, bad), ['service-unknown'], about);
      const lifted = lib.plan({ ...bad, limits: { allowUnknownServices: true } });
      same(lifted.steps.length > 0, true, `${about}, lifted`);
      same(lib.plan({ ...bad, force: true }).fingerprint, lifted.fingerprint, `${about}, forced`);
    }
    const offered = (task: Task): string => {
      try {
        lib.plan(task);
        return '';
      } catch (error) {
        return lib.isByoipError(error) ? error.help : String(error);
      }
    };
    const question = `did you mean \`CDN\` (id \`${cdn}\`)?`;
    same(offered(of(`${cdn.slice(0, -1)}2`, { services })), question, 'one wrong digit');
    same(offered(of('cdn', { services })), question, 'a name');
    same(
      offered(of('x', { names: { [cdn]: 'CDN' } }, 'CDN')),
      question,
      'the id of another service beside a name',
    );
    // Known by the list, by a name that was given, by a name in the list of what should be.
    for (const good of [of(cdn, { services }), of(cdn, { names: { [cdn]: 'CDN' } }), of(cdn, {}, 'CDN')]) {
      same(lib.plan(good).steps.length > 0, true, 'a known one');
    }
    same(
      lib.plan(of(cdn.toUpperCase(), { services })).fingerprint,
      lib.plan(of(cdn, { services })).fingerprint,
      'upper case',
    );
    same(
      lib.plan({ prefix, current, desired: [{ ...whole, serviceId: magic.toUpperCase() }] }).steps,
      [],
      'no change',
    );
    const wrong = of(cdn, { services }, 'Spectrum');
    const conflict = { code: 'service-name-conflict', pointer: '/desired/1/serviceName' };
    refuses(lib, () => lib.plan(wrong), conflict, 'a name that disagrees');
    same(lib.plan(of(cdn, { services }, 'cdn')).steps.length > 0, true, 'a name in another case');
    const part = { cidr: '192.0.2.0/25', serviceId: magic };
    const unsaid = { ...part, serviceId: null };
    const live = { prefix, current: [...current, part], desired: [whole, unsaid] };
    refuses(
      lib,
      () => lib.plan(live),
      { code: 'desired-regional', pointer: '/desired/1' },
      'null on a binding',
    );
    same(lib.plan({ prefix, current: [...current, unsaid], desired: [whole, unsaid] }).steps, [], 'regional');
  });
}

/** The broken rules, where no plan is possible. */
function codesOf(lib: Library, task: Task): readonly string[] {
  try {
    lib.plan(task);
    return [];
  } catch (error) {
    return lib.isByoipError(error) ? (error.findings ?? []).map(({ code }) => code) : [];
  }
}
