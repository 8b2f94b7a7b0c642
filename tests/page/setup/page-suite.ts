// The set-up of a file of page tests: the built page on a host of its own, and a visit for each test.

import assert from 'node:assert/strict';
import { after, afterEach, beforeEach } from 'node:test';
import { type Host, type PlainHost, servePlain, serveWithWorker, type WorkerHost } from './serve-page.js';
import type { Manner, Visit } from './visit.js';

async function closedAfterwards<T extends Host>(opening: Promise<T>): Promise<T> {
  const host = await opening;
  after(() => host.close());
  return host;
}

/** The page as plain files, for all tests of this file. */
export function plainHost(): Promise<PlainHost> {
  return closedAfterwards(servePlain());
}

/** The page behind its Worker, for all tests of this file. */
export function workerHost(
  settings: { readonly live?: boolean; readonly readOnly?: boolean } = {},
): Promise<WorkerHost> {
  return closedAfterwards(serveWithWorker(settings));
}

/** Fails where the browser complained of anything, then closes the visit. */
export async function leave(visit: Visit): Promise<void> {
  assert.deepEqual(visit.complaints, [], 'the console is empty');
  await visit.close();
}

interface VisitSettings {
  readonly manner?: Manner;
  /** Waits for this element as well as for the first answer. */
  readonly until?: string;
  /** Then does this. */
  readonly prepare?: (visit: Visit) => Promise<void>;
}

/** A new visit for each test of this file. */
export function visitForEachTest(host: Host, { manner = {}, until, prepare }: VisitSettings = {}): Visit {
  let visit: Visit | undefined;
  beforeEach(async () => {
    visit = await host.visit(manner);
    await visit.greeted();
    if (until !== undefined) await visit.page.locator(until).waitFor();
    await prepare?.(visit);
  });
  afterEach(async () => {
    if (visit !== undefined) await leave(visit);
  });
  // The tests name one visit, which is another one for each of them.
  return new Proxy({} as Visit, {
    get(_, key) {
      assert.ok(visit, 'a visit exists while a test runs');
      return Reflect.get(visit, key);
    },
  });
}
