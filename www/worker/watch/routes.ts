// The routes of the watch: its snapshots, comparisons, and the baseline.

import { drift, isByoipError } from 'byoip';
import type { ProblemText } from '../problem.js';
import type { Route, RouteAnswer, RouteRequest } from '../route.js';
import { SnapshotHistory } from './history.js';
import type { WatchBaseline } from './machine.js';
import type { WatchSummary } from './object.js';
import { readWatch, type WatchSettings } from './settings.js';

export const WATCH_ROUTES: readonly Route[] = [
  {
    name: 'list-snapshots',
    method: 'GET',
    path: '/snapshots',
    summary: 'The snapshots of the watch, newest first, with its baseline and its state',
    kind: 'read',
    needsOwnToken: true,
    handle: withWatch(async (_, { history, ask }) => {
      const watch = (await ask('/status', {})) as WatchSummary;
      return Response.json({ watch, snapshots: await history.list() });
    }),
  },
  {
    name: 'get-snapshot',
    method: 'GET',
    path: '/snapshots/{snapshot_id}',
    summary: 'A snapshot, in the format of `byoip snapshot`',
    kind: 'read',
    needsOwnToken: true,
    handle: withWatch(async ({ ids }, { history }) => {
      const body = await history.open(ids.snapshot_id ?? '');
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      return body === null ? SNAPSHOT_NOT_FOUND : new Response(body, { headers });
    }),
  },
  {
    name: 'compare-snapshots',
    method: 'GET',
    path: '/snapshots/{snapshot_id}/drift/{other_id}',
    summary: 'What changed from one snapshot to another',
    kind: 'read',
    needsOwnToken: true,
    handle: withWatch(compare),
  },
  {
    name: 'confirm-snapshot',
    method: 'POST',
    path: '/snapshots/{snapshot_id}/confirm',
    summary: 'Makes a snapshot the baseline, from which changes are measured',
    // Not a `write`: it changes nothing of the account, and a deployment that only reads has a baseline too.
    kind: 'read',
    needsOwnToken: true,
    handle: withWatch(async ({ ids, actor }, { history, ask }) => {
      const id = ids.snapshot_id ?? '';
      if (!(await history.has(id))) return SNAPSHOT_NOT_FOUND;
      const baseline: WatchBaseline = { id, confirmedBy: actor?.name ?? null, since: Date.now() };
      const { confirmed } = (await ask('/confirm', baseline)) as { confirmed: boolean };
      return confirmed ? Response.json({ baseline }) : WATCH_NOT_STARTED;
    }),
  },
];

/** What a route uses of the watch. */
interface WatchAccess {
  readonly history: SnapshotHistory;
  /** Calls the Durable Object. */
  ask(path: string, body: object): Promise<unknown>;
}

/** A handler that answers 404 where there is no watch. */
function withWatch(
  handle: (asked: RouteRequest, watch: WatchAccess) => Promise<RouteAnswer>,
): (asked: RouteRequest) => Promise<RouteAnswer> {
  return async (asked) => {
    const settings = readWatch(asked.env);
    return 'off' in settings ? watchOff(settings.off) : handle(asked, accessTo(settings));
  };
}

function accessTo({ objects, accountId, bucket }: WatchSettings): WatchAccess {
  return {
    history: new SnapshotHistory(bucket, accountId),
    async ask(path, body) {
      const object = objects.get(objects.idFromName(accountId));
      const init = { method: 'POST', body: JSON.stringify(body) };
      return (await object.fetch(`https://watch${path}`, init)).json();
    },
  };
}

async function compare({ ids }: RouteRequest, { history }: WatchAccess): Promise<RouteAnswer> {
  const [before, now] = await Promise.all(
    [ids.snapshot_id, ids.other_id].map((id) => history.read(id ?? '')),
  );
  if (before == null || now == null) return SNAPSHOT_NOT_FOUND;
  try {
    return Response.json(drift(before, now));
  } catch (error) {
    if (!isByoipError(error)) throw error;
    const { message, help } = error;
    return { status: 409, code: 'snapshots-not-comparable', message, help: help ?? '' };
  }
}

const SNAPSHOT_NOT_FOUND: ProblemText = {
  status: 404,
  code: 'snapshot-not-found',
  message: 'there is no snapshot with this id',
  help: 'use an id of `/api/snapshots`; old snapshots are deleted',
};
const WATCH_NOT_STARTED: ProblemText = {
  status: 409,
  code: 'watch-not-started',
  message: 'the watch has not begun',
  help: 'wait for its first tick, which takes the first snapshot as the baseline',
};

function watchOff(reason: string): ProblemText {
  return {
    status: 404,
    code: 'watch-off',
    message: `there is no watch: ${reason}`,
    help: 'see docs/watch.md',
  };
}
