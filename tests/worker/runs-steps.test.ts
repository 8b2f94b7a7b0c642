// A run of the Worker in virtual time: killed at each of its steps, with alarms that are lost, repeated and late, and with two
// versions alive at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runStatus } from 'byoip';
import { OVERDUE } from '../../www/worker/runs/run-list.js';
import { checkDone, FACTS, openPlace, type Place, type Process, recordsOf } from './run-disk.js';

const HOUR = 3_600_000;

/** How the platform treats alarms. */
interface Alarms {
  /** Each comes so much later, ms. */
  readonly late?: number;
  /** The alarm of a process that was killed comes again; otherwise it is lost. */
  readonly comesAgain?: boolean;
}

/** Lets time pass until the run has ended or rests. */
async function carryOn(
  place: Place,
  begin: () => Process,
  { late = 0, comesAgain = true }: Alarms,
): Promise<void> {
  const { disk, emulator } = place;
  for (let turns = 0; turns < 500; turns++) {
    if (disk.alarm === null) {
      // The watchdog.
      const wakesAt = disk.listed.wakesAt;
      if (wakesAt === null) return;
      emulator.clock.advance(Math.max(0, wakesAt + OVERDUE + 1 - emulator.clock.now()));
      disk.alarm = emulator.clock.now();
    }
    emulator.clock.advance(Math.max(0, disk.alarm - emulator.clock.now()) + late);
    disk.alarm = null;
    const process = begin();
    const end = await Promise.race([process.keeper.wake(), process.killed]);
    if (end === 'killed' && comesAgain && disk.alarm === null) disk.alarm = emulator.clock.now();
  }
  throw new Error(`it does not end: ${place.disk.journal}`);
}

/** Starts the run, a second time where the first process was killed: the person clicks again. */
async function start(place: Place, begin: () => Process): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    const process = begin();
    const end = await Promise.race([process.keeper.start(FACTS, place.plan), process.killed]);
    if (end !== 'killed') return;
  }
}

test('a run that is killed at any point goes on, and writes nothing twice', async () => {
  for (const alarms of [{ late: 2 * HOUR }, { late: HOUR, comesAgain: false }]) {
    const points: string[] = [];
    for (let kill = 1; kill === 1 || kill <= points.length; kill++) {
      const place = await openPlace();
      let count = 0;
      let why = 'not killed';
      const begin = () => {
        const process = place.begin((_, what) => {
          count += 1;
          if (kill === 1) points[count] = what;
          if (count !== kill) return;
          why = `killed at ${kill}, ${what}`;
          process.kill();
        });
        return process;
      };
      await start(place, begin);
      await carryOn(place, begin, alarms);
      checkDone(place, `${why}, ${JSON.stringify(alarms)}`);
    }
    assert.ok(points.length > 60, `${points.length} points`);
  }
});

test('alarms that come early, again, or at once are one process, and polls stay rare', async () => {
  const place = await openPlace();
  await start(place, () => place.begin());
  let wakes = 0;
  while (place.disk.alarm !== null) {
    const { disk, emulator } = place;
    // Half of the time too early.
    if (wakes % 2 === 1) emulator.clock.advance(Math.max(0, (disk.alarm ?? 0) - emulator.clock.now()));
    const { keeper } = place.begin();
    await Promise.all([keeper.wake(), keeper.wake(), keeper.wake()]);
    await keeper.wake();
    wakes += 1;
    assert.ok(wakes < 500);
  }
  checkDone(place, 'repeated alarms');
  const { keeper } = place.begin();
  const asked = place.asked.length;
  await keeper.wake();
  assert.equal(place.asked.length, asked, 'a run that is done sends nothing');
  assert.equal(place.disk.alarm, null);
});

test('of two versions that are alive at once one goes on, and the other one sends nothing more', async () => {
  let changed = 0;
  for (let other = 1; other <= 60; other++) {
    const place = await openPlace();
    let count = 0;
    let second: Promise<unknown> = Promise.resolve();
    const processes: Process[] = [];
    const begin = () => {
      const process = place.begin(() => {
        count += 1;
        if (count !== other) return;
        const rival = place.begin();
        processes.push(rival);
        second = rival.keeper.wake();
      });
      processes.push(process);
      return process;
    };
    await start(place, begin);
    await carryOn(place, begin, { late: HOUR });
    await second;
    await carryOn(place, () => place.begin(), { late: HOUR });
    checkDone(place, `the other one begins at ${other}`);
    const fences = recordsOf(place.disk).map(({ fence }) => Number(fence));
    assert.deepEqual(
      fences,
      [...fences].sort((a, b) => a - b),
    );
    changed += processes.filter((one) => one.error() === 'journal-changed').length;
  }
  assert.ok(changed > 10, `${changed} processes had to stop`);
});

test('a command that is killed at any point is carried out or is not, and can be said again', async () => {
  for (const [earlier, command, reached] of [
    [null, 'pause', 'paused'],
    [null, 'abandon', 'abandoned'],
    ['pause', 'resume', 'running'],
    ['pause', 'abandon', 'abandoned'],
  ] as const) {
    for (let kill = 1, isOver = false; !isOver; kill++) {
      const place = await openPlace();
      await start(place, () => place.begin());
      const { keeper: first } = place.begin();
      await first.wake();
      if (earlier !== null) assert.equal(await first.command({ command: earlier }), null);
      const before = (await first.status())?.state;
      const process: Process = place.begin((point) => {
        if (point === kill) process.kill();
      });
      const end = await Promise.race([process.keeper.command({ command }), process.killed]);
      const asked = place.asked.length;
      const { keeper } = place.begin();
      const state = (await keeper.status())?.state;
      isOver = end !== 'killed';
      if (isOver) assert.deepEqual([end, state], [null, reached]);
      else assert.ok(state === before || state === reached, `${command} ${kill}: ${state}`);
      if (state !== reached) assert.equal(await keeper.command({ command }), null);
      if (reached === 'running') {
        await carryOn(place, () => place.begin(), { late: HOUR });
        checkDone(place, `${command} ${kill}`);
        continue;
      }
      await keeper.wake();
      assert.equal((await keeper.status())?.state, reached);
      assert.equal(place.asked.length, asked, 'nothing is sent');
      assert.deepEqual([place.disk.alarm, place.disk.listed.state], [null, reached], `${command} ${kill}`);
    }
  }
});

test('older code leaves a newer journal alone, and looks again later', async () => {
  const place = await openPlace();
  await start(place, () => place.begin());
  const { disk } = place;
  const journal = disk.journal;
  disk.journal = journal.replace('"byoip_journal":1', '"byoip_journal":2');
  const process = place.begin();
  await process.keeper.wake();
  assert.equal(process.error(), 'journal-newer');
  assert.deepEqual([place.asked, disk.journal.length], [[], journal.length]);
  assert.ok(disk.alarm !== null, 'the newer code is called as well');
  disk.journal = journal;
  await carryOn(place, () => place.begin(), { late: HOUR });
  assert.equal(runStatus(disk.journal).state, 'done');
});
