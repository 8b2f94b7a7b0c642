// Processes that leave a run in its waits, and commands to a run that goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  apply,
  memoryJournal,
  type RunCommand,
  type RunEvent,
  type RunPlan,
  type RunStatus,
  type RunView,
  resume,
  runStatus,
} from 'byoip';
import { SEED_SERVICES } from 'byoip/emulator';
import { createWorld, PREFIX, REACHED } from './world.js';

const MINUTE = 60_000;

test('a run whose processes leave in its waits reaches the same end, and each later one may be anybody', async () => {
  const whole = createWorld();
  await apply(await whole.plan(), { client: whole.client, journal: memoryJournal() });

  const world = createWorld();
  const { client } = world;
  const journal = memoryJournal();
  const leave = { idle: MINUTE };
  let status = await apply(await world.plan(), { client, journal, leave });
  let processes = 1;
  for (; status.state === 'running'; processes++) {
    const { resumeIn = 0 } = status;
    assert.ok(resumeIn > MINUTE && resumeIn <= 10 * MINUTE, `${resumeIn}`);
    assert.equal(runStatus(journal.text).state, 'running');
    world.emulator.clock.advance(resumeIn);
    status = await resume({ client, journal, leave });
  }
  assert.equal(status.state, 'done');
  assert.equal(status.resumeIn, undefined);
  assert.deepEqual(world.bound(), REACHED);
  assert.ok(processes > 30, `${processes} processes`);
  const writes = ({ asked }: typeof world) => asked.filter((kind) => !kind.startsWith('GET'));
  assert.deepEqual(writes(world), writes(whole));
  assert.ok(world.asked.length <= whole.asked.length + 5, `${world.asked.length} of ${whole.asked.length}`);
});

test('a process that has to leave at once gets its answers first, and the next one goes on', async () => {
  const world = createWorld();
  const { client, onEvent } = world;
  const journal = memoryJournal();
  const leave = { idle: MINUTE, total: 0 };
  let status = await apply(await world.plan(), { client, journal, leave, onEvent });
  assert.deepEqual([status.state, world.asked.length], ['running', 0]);
  for (let total = 1; status.state === 'running'; total = (total * 3) % 200_000) {
    world.emulator.clock.advance(status.resumeIn ?? Number.NaN);
    status = await resume({ client, journal, leave: { ...leave, total }, onEvent });
    const count = (kind: string) => world.events.filter((event) => event.kind === kind).length;
    assert.equal(count('answer'), count('request'));
  }
  assert.equal(status.state, 'done');
  assert.deepEqual(world.bound(), REACHED);
  for (const odd of [{ idle: -1 }, { idle: Number.NaN }, { idle: 1, total: '5 min' }]) {
    await assert.rejects(resume({ client, journal, leave: odd as never }), { code: 'call-malformed' });
  }
});

/** Says something to the run at the first record of a kind. */
function sayingAt(kind: string, command: RunCommand) {
  const said: { result?: Promise<RunStatus | null>; view?: RunView } = {};
  const onEvent = (event: RunEvent, view: RunView) => {
    said.view = view;
    if (event.kind === 'record' && event.record.kind === kind && said.result === undefined) {
      said.result = view.command(command);
      said.result.catch(() => {});
    }
  };
  return { said, onEvent };
}

test('a run that goes on takes commands; one that does not fit is refused and changes nothing', async () => {
  for (const [kind, command, state] of [
    ['intent', { command: 'pause' }, 'paused'],
    ['waiting', { command: 'pause' }, 'paused'],
    ['waiting', { command: 'abandon' }, 'abandoned'],
    ['waiting', { command: 'skip-wait', prefix: PREFIX.cidr, by: 'a person', reason: 'known' }, 'done'],
  ] as const) {
    const world = createWorld();
    const journal = memoryJournal();
    const { said, onEvent } = sayingAt(kind, command);
    const status = await apply(await world.plan(), { client: world.client, journal, onEvent });
    assert.equal(status.state, state, kind);
    assert.notEqual(await said.result, null);
    assert.equal(await said.view?.command({ command: 'resume' }), null, 'the process has left the run');
    if (state !== 'paused') continue;
    assert.equal((await resume({ client: world.client, journal })).state, 'done');
    assert.deepEqual(world.bound(), REACHED);
  }
  for (const command of [
    { command: 'resume' },
    { command: 'answer', question: 'none', choice: 'delete', by: 'a person' },
    { command: 'dance' },
  ] as readonly RunCommand[]) {
    const world = createWorld();
    const { said, onEvent } = sayingAt('waiting', command);
    const settings = { client: world.client, journal: memoryJournal(), onEvent };
    assert.equal((await apply(await world.plan(), settings)).state, 'done');
    const code = command.command === ('dance' as string) ? 'call-malformed' : 'run-command-unfit';
    await assert.rejects(async () => said.result, { code });
  }
});

test('a command that comes as the run ends is carried out or refused, and never lost', async () => {
  const moved = [{ cidr: PREFIX.cidr, serviceId: SEED_SERVICES.cdn.id }];
  const limits = { allowDefault: true, allowDefaultDelete: true, allowUnowned: true };
  const world = createWorld({ profile: 'lenient' });
  const answer = {
    command: 'answer',
    question: `delete-default ${PREFIX.cidr}`,
    choice: 'delete',
    by: 'a person',
  } as const;
  const { said, onEvent } = sayingAt('blocked', answer);
  const plan: RunPlan = await world.plan(moved, limits);
  const status = await apply(plan, { client: world.client, journal: memoryJournal(), onEvent });
  assert.equal(status.state, 'done');
  assert.notEqual(await said.result, null);
});
