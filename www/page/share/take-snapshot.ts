// Takes a snapshot of the open account: every object as the API sent it, in the canonical form of docs/snapshot.md.

import type { LoadResult } from '../errors/loadable.js';
import { callPlanner, Superseded } from '../plan/planner-client.js';
import { listRawObjects, type Session } from '../source/api.js';

type RawObject = Readonly<Record<string, unknown>>;

/** A prefix with everything that hangs on it, as the API sent it. */
interface RawPrefix {
  readonly prefix: RawObject;
  readonly bindings: readonly RawObject[];
  readonly bgp_prefixes: readonly RawObject[];
}

/** Reads the whole account anew and gives the snapshot; a list that fails makes the whole fail, never a shorter one. */
export async function takeSnapshot(session: Session, signal: AbortSignal): Promise<LoadResult<string>> {
  const takenAt = new Date();
  const services = await listRawObjects('list-services', 'services', session, signal);
  if (services.kind === 'error') return services;
  const prefixes = await listRawObjects('list-prefixes', 'prefixes', session, signal);
  if (prefixes.kind === 'error') return prefixes;
  const sent: RawPrefix[] = [];
  for (const prefix of prefixes.value) {
    const path = `prefixes/${encodeURIComponent(typeof prefix.id === 'string' ? prefix.id : '')}`;
    const bindings = await listRawObjects('list-bindings', `${path}/bindings`, session, signal);
    if (bindings.kind === 'error') return bindings;
    const bgp = await listRawObjects('list-bgp-prefixes', `${path}/bgp/prefixes`, session, signal);
    if (bgp.kind === 'error') return bgp;
    sent.push({ prefix, bindings: bindings.value, bgp_prefixes: bgp.value });
  }
  const snapshot = {
    byoip_snapshot: 1,
    account_id: session.accountId,
    taken_at: takenAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    services: services.value,
    prefixes: sent,
  };
  return { kind: 'ready', value: await canonical(JSON.stringify(snapshot), signal) };
}

/** The form is the core's to write; a plan that is cancelled meanwhile ends the worker, and another one is asked. */
async function canonical(json: string, signal: AbortSignal): Promise<string> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await callPlanner('snapshot', json);
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
    }
  }
}
