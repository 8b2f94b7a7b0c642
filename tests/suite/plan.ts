// Plans: the steps, what they do to the addresses, what is refused; the same from objects as from the vectors.

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
    same(blocks, { bindings, claims: 2, regional: 0 }, 'blocks');
    const hosts = lib.readDesired('[{"host":"192.0.2.1","service_id":"a"}]', { prefix });
    same(hosts, { bindings: null, claims: 1, regional: 0 }, 'hosts');
    refuses(
      lib,
      () => lib.readDesired('192.0.2.300,a', { prefix }),
      { code: 'octet-too-large', at: [8, 11] },
      'a place',
    );
  });
}

/** The rules that are broken where there is no plan. */
function codesOf(lib: Library, task: Task): readonly string[] {
  try {
    lib.plan(task);
    return [];
  } catch (error) {
    return lib.isByoipError(error) ? (error.findings ?? []).map(({ code }) => code) : [];
  }
}
