// Runs against the emulator: what is reached, what is sent, and what stops them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply, Byoip, ByoipError, memoryJournal, type RunPlan, resume, runStatus, toRunPlan } from 'byoip';
import { type FaultName, SEED_ACCOUNT_ID, SEED_SERVICES } from 'byoip/emulator';
import { createWorld, DESIRED, failingJournal, PREFIX, REACHED, TOKEN } from './world.js';

const HOUR = 3_600_000;

test('a run reaches the desired bindings, with a list before each write, and waits as long as the plan says', async () => {
  const world = createWorld();
  const plan = await world.plan();
  const began = world.emulator.clock.now();
  const journal = memoryJournal();
  const status = await apply(plan, { client: world.client, journal, onEvent: world.onEvent });
  assert.equal(status.state, 'done');
  assert.deepEqual(world.bound(), REACHED);
  const writes = world.asked.filter((kind) => !kind.startsWith('GET'));
  assert.deepEqual(writes, ['POST bindings', 'DELETE binding', 'POST bindings'].slice(-writes.length));
  world.asked.forEach((kind, i) => {
    if (!kind.startsWith('GET')) assert.equal(world.asked[i - 1], 'GET bindings');
  });
  const hours = plan.prefixes[0]?.steps.reduce((sum, step) => sum + (step.op === 'wait' ? step.hours : 0), 0);
  assert.ok(world.emulator.clock.now() - began >= (hours ?? 0) * HOUR);
  const read = runStatus(journal.text, world.emulator.clock.now());
  assert.deepEqual({ ...read, last: status.last }, status);
  const kinds = world.events.flatMap((event) => (event.kind === 'record' ? [event.record.kind] : []));
  assert.equal(kinds.length, journal.text.split('\n').length - 1);
  assert.ok(kinds.includes('intent') && kinds.includes('finished'));
});

test('one fault at any request of a run changes nothing about its end', async () => {
  const faults: readonly FaultName[] = [
    'reset-after-commit',
    'reset',
    'http-500',
    '502-html',
    'html-200',
    'http-429-retry-after',
    'please-wait',
    'success-false-200',
  ];
  for (const fault of faults) {
    for (const [kind, nth] of [
      ['GET bindings', 1],
      ['GET bindings', 2],
      ['GET bindings', 4],
      ['POST bindings', 1],
      ['POST bindings', 2],
      ['DELETE binding', 1],
    ] as const) {
      let armed = false;
      const world = createWorld({
        fault: (one, count) => (armed && one === kind && count === nth ? fault : undefined),
      });
      const plan = await world.plan();
      armed = true;
      const status = await apply(plan, { client: world.client, journal: memoryJournal() });
      assert.equal(status.state, 'done', `${fault} at ${kind} ${nth}: ${JSON.stringify(status)}`);
      assert.deepEqual(world.bound(), REACHED, `${fault} at ${kind} ${nth}`);
    }
  }
});

test('a journal that cannot be written ends the run at once; what is in it is enough to go on', async () => {
  for (let nth = 2; ; nth++) {
    const world = createWorld();
    const plan = await world.plan();
    const journal = failingJournal(nth);
    const run = apply(plan, { client: world.client, journal });
    const end = await run.then(
      ({ state }) => state,
      (error: unknown) => error as { code: string; message: string },
    );
    if (typeof end === 'string') break;
    assert.equal(end.code, 'journal-unwritable');
    assert.match(end.message, /`run\.jsonl` cannot be written \(ENOSPC\).*last outcome in it: /);
    const sent = world.asked.length;
    await new Promise((go) => setTimeout(go, 5));
    assert.equal(world.asked.length, sent, 'nothing further is sent');
    const next = memoryJournal(journal.text);
    const status = await resume({ client: world.client, journal: next, takeOver: true });
    assert.equal(status.state, 'done', `after ${nth}`);
    assert.deepEqual(world.bound(), REACHED);
  }
});

test('the signal pauses a run in its wait, and it is resumed', async () => {
  const world = createWorld();
  const plan = await world.plan();
  const stop = new AbortController();
  const journal = memoryJournal();
  const onEvent = (event: { kind: string; record?: { kind?: string } }) => {
    if (event.kind === 'record' && event.record?.kind === 'waiting') stop.abort();
  };
  const paused = await apply(plan, { client: world.client, journal, signal: stop.signal, onEvent });
  assert.deepEqual([paused.state, paused.prefixes[0]?.state], ['paused', 'waiting']);
  const done = await resume({ client: world.client, journal });
  assert.equal(done.state, 'done');
  assert.deepEqual(world.bound(), REACHED);
  const again = await resume({ client: world.client, journal });
  assert.equal(again.state, 'done');
});

test('a change by somebody else stops the prefix before the next write', async () => {
  const world = createWorld();
  const plan = await world.plan();
  const prefix = world.emulator.state.accounts[0]?.prefixes[0];
  prefix?.bindings.push({
    id: 'f'.repeat(32),
    cidr: '192.0.2.9/32',
    serviceId: SEED_SERVICES.cdn.id,
    activeAt: 0,
  });
  const journal = memoryJournal();
  const status = await apply(plan, { client: world.client, journal });
  assert.deepEqual([status.state, status.prefixes[0]?.blocked?.code], ['stopped', 'foreign-change']);
  assert.ok(world.asked.every((kind) => kind.startsWith('GET')));
  prefix?.bindings.pop();
  assert.equal((await resume({ client: world.client, journal })).state, 'done');
});

test('a token that loses its right in mid-run stops the run; with its right it goes on', async () => {
  let allowed = true;
  const world = createWorld({ authorise: () => allowed });
  const plan = await world.plan();
  const onEvent = (event: { kind: string; record?: { kind?: string } }) => {
    if (event.kind === 'record' && event.record?.kind === 'outcome') allowed = false;
  };
  const journal = memoryJournal();
  const status = await apply(plan, { client: world.client, journal, onEvent });
  assert.deepEqual([status.state, status.prefixes[0]?.blocked?.code], ['stopped', 'credentials']);
  allowed = true;
  assert.equal((await resume({ client: world.client, journal })).state, 'done');
  assert.deepEqual(world.bound(), REACHED);
});

test('the deletion of a default is asked about, in the same process or in another', async () => {
  const moved = [{ cidr: PREFIX.cidr, serviceId: SEED_SERVICES.cdn.id }];
  const limits = { allowDefault: true, allowDefaultDelete: true, allowUnowned: true };
  const asked: string[] = [];
  const world = createWorld({ profile: 'lenient' });
  const answered = await apply(await world.plan(moved, limits), {
    client: world.client,
    journal: memoryJournal(),
    question: async ({ question, choices }) => {
      asked.push(question);
      return choices[0]?.[0] ?? null;
    },
  });
  assert.equal(answered.state, 'done', JSON.stringify(answered.prefixes));
  assert.deepEqual(asked, [`delete-default ${PREFIX.cidr}`]);

  const other = createWorld({ profile: 'lenient' });
  const journal = memoryJournal();
  const stopped = await apply(await other.plan(moved, limits), { client: other.client, journal });
  const block = stopped.prefixes[0]?.blocked;
  assert.deepEqual(
    [stopped.state, block?.code, block?.choices[0]?.[0]],
    ['stopped', 'delete-default', 'delete'],
  );
  const answer = {
    command: 'answer',
    question: block?.question ?? '',
    choice: 'delete',
    by: 'a person',
  } as const;
  const done = await resume({ client: other.client, journal, commands: [answer] });
  assert.equal(done.state, 'done');
});

test('the steps that were asked for are done, and the run goes on after them', async () => {
  const world = createWorld();
  const plan: RunPlan = { ...(await world.plan()), options: { untilStep: 1 } };
  const journal = memoryJournal();
  const held = await apply(plan, { client: world.client, journal });
  assert.deepEqual([held.state, held.stepsDone, held.prefixes[0]?.state], ['stopped', 1, 'held']);
  const two = await resume({ client: world.client, journal, untilStep: 2 });
  assert.deepEqual([two.state, two.stepsDone], ['stopped', 2]);
  assert.equal((await resume({ client: world.client, journal })).state, 'done');
});

test('a run that is abandoned never goes on', async () => {
  const world = createWorld();
  const plan: RunPlan = { ...(await world.plan()), options: { untilStep: 1 } };
  const journal = memoryJournal();
  await apply(plan, { client: world.client, journal });
  const sent = world.asked.length;
  const abandoned = await resume({ client: world.client, journal, commands: [{ command: 'abandon' }] });
  assert.equal(abandoned.state, 'abandoned');
  assert.equal((await resume({ client: world.client, journal })).state, 'abandoned');
  await assert.rejects(resume({ client: world.client, journal, commands: [{ command: 'resume' }] }), {
    code: 'run-finished',
  });
  assert.equal(world.asked.length, sent);
});

test('no journal, event or error has the token, even where a server repeats it', async () => {
  for (const status of [400, 200]) {
    const world = createWorld({
      fault: (kind) => (kind === 'POST bindings' ? 'http-500' : undefined),
      rewrite: (response, kind) =>
        kind === 'POST bindings'
          ? Response.json(
              {
                success: false,
                errors: [{ code: 1234, message: `bad token ${TOKEN}` }],
                messages: [],
                result: null,
              },
              { status },
            )
          : response,
    });
    const journal = memoryJournal();
    const end = await apply(await world.plan(), { client: world.client, journal, onEvent: world.onEvent });
    assert.equal(end.state, 'stopped');
    assert.match(journal.text, /bad token \[redacted\]/);
    assert.ok(!`${journal.text}${JSON.stringify(world.events)}${JSON.stringify(end)}`.includes(TOKEN));
  }
});

test('journals that cannot be gone on with are named, and nothing is sent', async () => {
  const world = createWorld();
  const journal = memoryJournal();
  const plan: RunPlan = { ...(await world.plan()), options: { untilStep: 1 } };
  await apply(plan, { client: world.client, journal });
  const sent = world.asked.length;
  const { client } = world;
  const [first = '', ...lines] = journal.text.split('\n');
  const codes: readonly (readonly [string, string])[] = [
    ['', 'journal-empty'],
    [first.slice(0, 40), 'journal-empty'],
    ['hello\n', 'journal-foreign'],
    ['{"byoip_snapshot":1}\n', 'journal-foreign'],
    [journal.text.replace('"byoip_journal":1', '"byoip_journal":2'), 'journal-newer'],
    [journal.text.replace('"step":1', '"step":2'), 'journal-damaged'],
    [[first, ...lines.slice(1)].join('\n'), 'journal-damaged'],
  ];
  for (const [text, code] of codes) {
    await assert.rejects(resume({ client, journal: memoryJournal(text) }), { code }, text.slice(0, 60));
    assert.throws(() => runStatus(text), { code });
  }
  await assert.rejects(apply(plan, { client, journal }), { code: 'journal-exists' });
  const other = createWorld({ client: { baseURL: 'https://api.example/client/v4' } });
  await assert.rejects(resume({ client: other.client, journal }), { code: 'journal-other-api' });
  assert.deepEqual([world.asked.length, other.asked.length], [sent, 0]);
});

test('a run that another process holds is refused, and taken over on demand', async () => {
  const world = createWorld();
  const journal = failingJournal(6);
  await assert.rejects(
    apply(await world.plan(), { client: world.client, journal, owner: { name: 'pid 1', host: 'a' } }),
  );
  const mine = {
    client: world.client,
    journal: memoryJournal(journal.text),
    owner: { name: 'pid 2', host: 'a' },
  };
  await assert.rejects(resume(mine), ({ code, message }: { code: string; message: string }) => {
    assert.equal(code, 'journal-held');
    assert.match(message, /pid 1 on a/);
    return true;
  });
  assert.equal((await resume({ ...mine, takeOver: true })).state, 'done');
});

test('a take-over reads the journal again where the other process has stored one more record', async () => {
  const world = createWorld();
  const failing = failingJournal(6);
  const owner = { name: 'pid 1', host: 'a' };
  await assert.rejects(apply(await world.plan(), { client: world.client, journal: failing, owner }));
  const whole = failing.text;
  const behind = whole.slice(0, whole.trimEnd().lastIndexOf('\n') + 1);
  const late = () => {
    const journal = memoryJournal(whole);
    let reads = 0;
    const read = async () => (++reads === 1 ? new TextEncoder().encode(behind) : journal.read());
    const append = async (lines: string, after: number) => {
      if (reads === 1)
        throw new ByoipError({ code: 'journal-changed', message: 'somebody else has written', help: 'wait' });
      await journal.append(lines, after);
    };
    return { name: 'late', read, append };
  };
  const mine = { client: world.client, owner: { name: 'pid 2', host: 'a' } };
  const status = await resume({ ...mine, journal: late(), takeOver: true });
  assert.equal(status.state, 'done');
  assert.deepEqual(world.bound(), REACHED);
  // Without a take-over it is the owner's own journal, and the change is an error.
  await assert.rejects(resume({ client: world.client, owner, journal: late() }), { code: 'journal-changed' });
});

test('the torn end of a journal is cut before more is written', async () => {
  const world = createWorld();
  const journal = memoryJournal();
  const plan: RunPlan = { ...(await world.plan()), options: { untilStep: 1 } };
  await apply(plan, { client: world.client, journal });
  const torn = memoryJournal(`${journal.text}{"n":99,"at":"20`);
  assert.equal((await resume({ client: world.client, journal: torn })).state, 'done');
  assert.equal(runStatus(torn.text).state, 'done');
});

test('a plan that cannot be carried out is refused before anything is sent', async () => {
  const world = createWorld();
  const { client } = world;
  const current = [{ cidr: PREFIX.cidr, serviceId: SEED_SERVICES.magicTransit.id }];
  const task = {
    prefix: { cidr: PREFIX.cidr },
    current,
    desired: DESIRED,
    services: Object.values(SEED_SERVICES),
  };
  assert.throws(() => toRunPlan(SEED_ACCOUNT_ID, [{ prefixId: PREFIX.id, task }]), {
    code: 'run-plan-invalid',
  });
  const empty = { ...task, current: [{ ...current[0], id: '1' }] as never, desired: [] };
  assert.throws(() => toRunPlan(SEED_ACCOUNT_ID, [{ prefixId: PREFIX.id, task: empty }]), {
    code: 'plan-refused',
  });
  const journal = memoryJournal();
  for (const torn of ['', '{"byo', '{"byoip_journal":1,"run"']) {
    const [unused, fresh] = [memoryJournal(torn), createWorld()];
    const done = await apply(await fresh.plan(), { client: fresh.client, journal: unused });
    assert.equal(done.state, 'done');
    assert.equal(runStatus(unused.text).state, 'done');
  }
  const odd = { accountId: SEED_ACCOUNT_ID, prefixes: [{ nonsense: 1 }] } as never;
  await assert.rejects(apply(odd, { client, journal }), { code: 'run-plan-invalid' });
  await assert.rejects(apply(odd, { client: {} as never, journal }), { code: 'call-malformed' });
  assert.equal(journal.text, '');
  assert.deepEqual(world.asked, []);
  const same = { ...task, current: [{ ...current[0], id: '1' }] as never, desired: current };
  const nothing = toRunPlan(SEED_ACCOUNT_ID, [{ prefixId: PREFIX.id, task: same }]);
  assert.equal((await apply(nothing, { client, journal })).state, 'done');
  assert.deepEqual(world.asked, []);
});

test('a fast clock is believed of a server on this machine only', async () => {
  for (const [baseURL, speed] of [
    ['https://api.example/client/v4', 1],
    ['http://127.0.0.1:1/client/v4', 1000],
    ['http://localhost:1/client/v4', 1000],
  ] as const) {
    const asked: string[] = [];
    const speeds = new Set<number>();
    const world = createWorld();
    const client = new Byoip({
      apiToken: TOKEN,
      accountId: SEED_ACCOUNT_ID,
      baseURL,
      env: {},
      fetch: async (input, init) => {
        const request = new Request(input as string, init as RequestInit);
        asked.push(`${new URL(request.url).pathname} ${request.headers.get('authorization') ?? ''}`.trim());
        if (request.url.endsWith('/emulator/clock')) return Response.json({ now: 1e12, speed: 1000 });
        return world.emulator.fetch(request) as Promise<Response>;
      },
    });
    const plan: RunPlan = { ...(await world.plan()), options: { untilStep: 1 } };
    await apply(plan, { client, journal: memoryJournal(), onEvent: (_, run) => speeds.add(run.speed) });
    assert.deepEqual([...speeds], [speed]);
    assert.equal(asked.includes('/emulator/clock'), speed > 1, 'it is asked without credentials');
  }
});
