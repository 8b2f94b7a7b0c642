// What the platform's timer starts: the watchdog of runs, and a tick of the watch.

import { type RawEnv, readEnv } from '../env.js';
import { isProblem } from '../problem.js';
import { runBindings } from '../runs/stubs.js';
import { reasonOf } from './look.js';
import { readWatch } from './settings.js';

/** Runs both; one that fails does not stop the other. @throws Error where one of them failed, so that the platform shows it as failed */
export async function onTimer(unchecked: RawEnv, scheduled: number): Promise<void> {
  const outcomes = await Promise.allSettled([rouseRuns(unchecked), watchTick(unchecked, scheduled)]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Arms the alarms of runs that are overdue: alarms are repeated six times, and then lost. */
async function rouseRuns(unchecked: RawEnv): Promise<void> {
  const env = readEnv(unchecked);
  const runs = runBindings(unchecked);
  if (isProblem(env) || env.own === null || isProblem(runs)) return;
  const roused = await runs.list().rouse();
  console.log(JSON.stringify({ runs: 'roused', count: roused }));
}

/**
 * Runs one tick. `scheduled` is the time that the tick is for, ms since 1970, by which a repeated one is recognized.
 *
 * @throws Error where the tick failed
 */
async function watchTick(unchecked: RawEnv, scheduled: number): Promise<void> {
  const env = readEnv(unchecked);
  const settings = isProblem(env) ? { off: env.message } : readWatch(env);
  if ('off' in settings) return console.log(JSON.stringify({ watch: 'off', reason: settings.off }));
  const { objects, accountId } = settings;
  try {
    const object = objects.get(objects.idFromName(accountId));
    const init = { method: 'POST', body: JSON.stringify({ scheduled }) };
    const answer = await object.fetch('https://watch/tick', init);
    console.log(JSON.stringify({ watch: 'tick', scheduled, ...(await answer.json()) }));
  } catch (error) {
    console.log(JSON.stringify({ watch: 'failed', scheduled, reason: reasonOf(error).message }));
    throw error;
  }
}
