// Takes a snapshot of the account: every object as the API sent it, in the canonical form of docs/snapshot.md.

import type { LoadResult } from '../errors/loadable.js';
import { callPlannerUntil } from '../planner/planner-client.js';
import { listRawObjects, type Session } from '../source/api.js';

type RawObject = Readonly<Record<string, unknown>>;

/** As the API sent them. */
interface RawPrefix {
  readonly prefix: RawObject;
  readonly bindings: readonly RawObject[];
  readonly bgp_prefixes: readonly RawObject[];
}

/** Reads the whole account again. An error in one list fails the whole snapshot: it is never incomplete. */
export async function takeSnapshot(session: Session, signal: AbortSignal): Promise<LoadResult<string>> {
  const takenAt = new Date();
  const services = await listRawObjects('list-services', 'services', session, signal);
  if (services.kind === 'error') return services;
  const prefixes = await listRawObjects('list-prefixes', 'prefixes', session, signal);
  if (prefixes.kind === 'error') return prefixes;
  const rawPrefixes: RawPrefix[] = [];
  for (const prefix of prefixes.value) {
    const path = `prefixes/${encodeURIComponent(typeof prefix.id === 'string' ? prefix.id : '')}`;
    const bindings = await listRawObjects('list-bindings', `${path}/bindings`, session, signal);
    if (bindings.kind === 'error') return bindings;
    const bgp = await listRawObjects('list-bgp-prefixes', `${path}/bgp/prefixes`, session, signal);
    if (bgp.kind === 'error') return bgp;
    rawPrefixes.push({ prefix, bindings: bindings.value, bgp_prefixes: bgp.value });
  }
  const snapshot = {
    byoip_snapshot: 1,
    account_id: session.accountId,
    taken_at: takenAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    services: services.value,
    prefixes: rawPrefixes,
  };
  return { kind: 'ready', value: await callPlannerUntil(signal, 'snapshot', JSON.stringify(snapshot)) };
}
